"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { portalAction, type Refusal } from "@/app/portal-action";
import type { TestState, UpstreamRefusal, UpstreamState } from "@/components/upstreams/upstream-state";
import { adminFormActor } from "@/lib/auth/current-user";
import {
  ACCOUNT_KINDS,
  type AccountField,
  type AccountForm,
  CREDENTIAL_KINDS,
  EMPTY_ACCOUNT_FORM,
  NO_CREDENTIALS,
} from "@/lib/upstream-accounts/account-form";
import { checkAccountForm, HEAVIEST } from "@/lib/upstream-accounts/account-shape";
import {
  addUpstreamAccount,
  deleteUpstreamAccount,
  editUpstreamAccount,
  moveUpstreamAccount,
  weighUpstreamAccount,
} from "@/lib/upstream-accounts/change-accounts";
import { SealError } from "@/lib/upstream-accounts/credentials";
import { testUpstreamAccount } from "@/lib/upstreams/stored/test-stored-account";

const typed = z.string().max(20_000).default("");
const accountForm = z.object({
  ...Object.fromEntries(Object.keys(EMPTY_ACCOUNT_FORM).map((field) => [field, typed])),
  kind: z.enum(ACCOUNT_KINDS),
  credentialKind: z.enum(["", ...Object.values(CREDENTIAL_KINDS).flat()]).default(""),
  models: z.array(z.string().max(100)).max(200),
});
const revision = z.object({ id: z.uuid(), revision: z.coerce.number().int().positive() });
const STATES = ["enabled", "draining", "disabled"] as const;
type Seen = z.infer<typeof revision>;
type Moved = Seen & { state: (typeof STATES)[number] };
type Weighed = Seen & { weight: number };

const FAILED = { kind: "refused", reason: "failed" } as const;
const REASON_OF: Record<Refusal, UpstreamRefusal> = {
  conflict: "conflict",
  gone: "not_found",
  invalid: "failed",
  forbidden: "failed",
  ended: "failed",
  busy: "failed",
  failed: "failed",
};
const refused = (refusal: Refusal) => ({ kind: "refused", reason: REASON_OF[refusal] }) as const;

/** Adds the upstream account of the form, or changes the one that its `id` names. */
export const saveUpstreamAction = portalAction<z.infer<typeof accountForm>, UpstreamState>(
  {
    schema: accountForm,
    lists: ["models"],
    async run(typedAccount, { actor }, form) {
      const { account, wrong } = checkAccountForm({ ...EMPTY_ACCOUNT_FORM, ...NO_CREDENTIALS, ...typedAccount });
      if (!account) return { kind: "wrong", fields: wrong, typed: shown(typedAccount) };
      const at = form.has("id") ? revision.safeParse(Object.fromEntries(form)) : null;
      if (at && !at.success) return FAILED;
      if (at) {
        const edited = await changed(() => editUpstreamAccount(actor, at.data, account));
        if (edited.kind === "done" && form.has("isPage")) redirect(`/admin/upstreams/${at.data.id}?saved=1`);
        return edited;
      }
      const state = form.get("isDisabled") === "on" ? "disabled" : "enabled";
      const added = await changed(() => addUpstreamAccount(actor, account, state));
      // A page leads to its next step by an address, since it may have no scripts.
      if (added.kind === "done" && form.has("isPage")) redirect(`/admin/upstreams/new?account=${added.id}`);
      return added;
    },
    unreadable: () => FAILED,
    refused: (refusal, { param }, typedAccount) =>
      param
        ? { kind: "wrong", fields: [param === "name" ? "taken" : (param as AccountField)], typed: shown(typedAccount) }
        : refused(refusal),
  },
  adminFormActor,
);

export const moveUpstreamAction = portalAction<Moved, UpstreamState>(
  {
    schema: revision.extend({ state: z.enum(STATES) }),
    run: (at, { actor }) => changed(() => moveUpstreamAccount(actor, at, at.state)),
    unreadable: () => FAILED,
    refused,
  },
  adminFormActor,
);

export const weighUpstreamAction = portalAction<Weighed, UpstreamState>(
  {
    schema: revision.extend({ weight: z.coerce.number().int().min(1).max(HEAVIEST) }),
    run: (at, { actor }) => changed(() => weighUpstreamAccount(actor, at, at.weight)),
    unreadable: () => FAILED,
    refused,
  },
  adminFormActor,
);

export const deleteUpstreamAction = portalAction<Seen, UpstreamState>(
  {
    schema: revision,
    async run(at, { actor }, form) {
      const deleted = await changed(() => deleteUpstreamAccount(actor, at));
      if (deleted.kind === "done" && form.has("isPage")) redirect("/admin/upstreams");
      return deleted;
    },
    unreadable: () => FAILED,
    refused,
  },
  adminFormActor,
);

export const testUpstreamAction = portalAction<Pick<Seen, "id">, TestState>(
  {
    schema: revision.pick({ id: true }),
    run: async ({ id }) => ({ kind: "tested", ...(await testUpstreamAccount(id)) }),
    unreadable: () => FAILED,
    refused,
  },
  adminFormActor,
);

/** The typed account without its credentials. */
function shown(typedAccount: z.infer<typeof accountForm>): AccountForm {
  return { ...EMPTY_ACCOUNT_FORM, ...typedAccount, ...NO_CREDENTIALS };
}

/** `change` may give the id of what it made. */
async function changed(change: () => Promise<unknown>): Promise<UpstreamState> {
  let made: unknown;
  try {
    made = await change();
  } catch (error) {
    if (error instanceof SealError) return { kind: "refused", reason: "no_key" };
    throw error;
  }
  revalidatePath("/admin/upstreams", "layout");
  return { kind: "done", ...(typeof made === "string" && { id: made }) };
}
