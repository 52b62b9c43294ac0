import { z } from "zod";
import { isAddressAllowed, isGoogleAddress } from "@/lib/platform/addresses/typed-address";
import {
  type AccountField,
  type AccountForm,
  type AccountKind,
  type AccountSettings,
  BEDROCK_ROUTES,
} from "@/lib/upstream-accounts/account-form";
import { bedrockSecrets, claudeSecrets, vertexSecrets } from "@/lib/upstream-accounts/credential-shape";
import type { AccountSecrets } from "@/lib/upstream-accounts/credentials";
import type { BedrockAccount, ClaudeApiAccount, UpstreamAccount, VertexAccount } from "@/lib/upstreams/account";

export const HEAVIEST = 1_000;
const MOST_LINES = 200;

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/);
const weight = z.coerce.number().int().min(1).max(HEAVIEST);
const modelId = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,99}$/);
const models = z
  .array(modelId)
  .max(MOST_LINES)
  .transform((ids) => (ids.length > 0 ? [...new Set(ids)] : undefined));
const baseUrl = z.string().refine(isAddressAllowed).optional();
const region = z.string().regex(/^[a-z]{2}(-[a-z]+){1,3}-\d{1,2}$/);
const project = z.string().regex(/^[a-z0-9][a-z0-9.:-]{1,98}$/);
const location = z.string().regex(/^[a-z]+(-[a-z]+\d{1,2})?$/);

const lines = z
  .string()
  .max(20_000)
  .transform((text) =>
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  );
const betas = lines.pipe(z.array(z.string().regex(/^[\w.-]{1,100}$/)).max(MOST_LINES)).optional();
const modelIds = lines
  .transform((each) => each.map((line) => line.split(/\s*=\s*/)))
  .pipe(z.array(z.tuple([modelId, z.string().regex(/^[\w.:/@-]{1,300}$/)])).max(MOST_LINES))
  .transform((pairs) => Object.fromEntries(pairs))
  .optional();
const route = z
  .enum(BEDROCK_ROUTES)
  .transform((chosen) => (chosen === "mantle" ? ({ endpoint: chosen } as const) : ({ endpoint: "runtime", profile: chosen } as const)));

type SettingsOf<Account> = Omit<Account, "kind" | "name" | "secret" | "credentials">;

const claude: z.ZodType<SettingsOf<ClaudeApiAccount>> = z.object({ baseUrl, models });
const bedrock: z.ZodType<SettingsOf<BedrockAccount>> = z.object({ baseUrl, models, region, route, modelIds, betas });
const vertex: z.ZodType<SettingsOf<VertexAccount>> = z.object({
  baseUrl,
  models,
  project,
  location,
  quotaProject: project.optional(),
  modelIds,
  betas,
});

const SHAPES: Record<AccountKind & UpstreamAccount["kind"], { settings: z.ZodType<AccountSettings>; secrets: z.ZodType<AccountSecrets> }> =
  {
    "claude-api": { settings: claude, secrets: claudeSecrets },
    bedrock: { settings: bedrock, secrets: bedrockSecrets },
    vertex: { settings: vertex, secrets: vertexSecrets },
  };

/** A valid account. `secrets` is null if the stored credentials stay. */
export type CheckedAccount = {
  kind: AccountKind;
  name: string;
  weight: number;
  settings: AccountSettings;
  secrets: AccountSecrets | null;
};

/** Checks a form against the shape of its kind. Returns the account, or the fields at fault; never a secret. */
export function checkAccountForm(form: AccountForm): { account: CheckedAccount; wrong: null } | { account: null; wrong: AccountField[] } {
  const { kind, credentialKind } = form;
  const typed = withoutEmpty(form);
  const shape = SHAPES[kind];
  const common = z.object({ name, weight }).safeParse(typed);
  const settings = shape.settings.safeParse(typed);
  const secrets = (credentialKind === "" ? z.any().transform(() => null) : shape.secrets).safeParse(typed);
  if (common.success && settings.success && secrets.success) {
    // The machine's own token must not be sent to an arbitrary address.
    const isOwnIdentity = credentialKind === "adc" && settings.data.baseUrl && !isGoogleAddress(settings.data.baseUrl);
    if (isOwnIdentity) return { account: null, wrong: ["baseUrl"] };
    return { account: { kind, ...common.data, settings: settings.data, secrets: secrets.data }, wrong: null };
  }
  const issues = [common, settings, secrets].flatMap((each) => each.error?.issues ?? []);
  return { account: null, wrong: [...new Set(issues.map(({ path }) => path[0] as AccountField))] };
}

function withoutEmpty(form: AccountForm): Partial<AccountForm> {
  const trimmed = Object.entries(form).map(([field, value]) => [field, typeof value === "string" ? value.trim() : value]);
  return Object.fromEntries(trimmed.filter(([, value]) => value !== ""));
}
