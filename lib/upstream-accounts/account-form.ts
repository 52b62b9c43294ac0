/** How an account is edited: every field as the text that was typed. */
export type AccountForm = {
  kind: AccountKind;
  name: string;
  weight: string;
  /** Ids of the catalogue; none is all that the account can serve. */
  models: string[];
  baseUrl: string;
  region: string;
  /** Where Bedrock runs calls: a profile of its runtime, or `mantle`. */
  route: string;
  project: string;
  location: string;
  quotaProject: string;
  /** Lines of `catalogue id = cloud's id`. */
  modelIds: string;
  betas: string;
} & CredentialForm;

/** Empty where the credentials stay as they are. Goes to the server and never comes back. */
export type CredentialForm = {
  credentialKind: CredentialKind | "";
  secret: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** The file of a Google service account, as text. */
  serviceAccount: string;
};

export const ACCOUNT_KINDS = ["claude-api", "bedrock", "vertex"] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

export const CREDENTIAL_KINDS = {
  "claude-api": ["secret"],
  bedrock: ["api-key", "access-key"],
  vertex: ["service-account", "adc"],
} as const satisfies Record<AccountKind, readonly string[]>;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[AccountKind][number];

export const BEDROCK_ROUTES = ["global", "us", "eu", "jp", "au", "in", "apac", "mantle"] as const;

export const NO_CREDENTIALS: CredentialForm = {
  credentialKind: "",
  secret: "",
  accessKeyId: "",
  secretAccessKey: "",
  serviceAccount: "",
};

export const EMPTY_ACCOUNT_FORM: AccountForm = {
  kind: "claude-api",
  name: "",
  weight: "1",
  models: [],
  baseUrl: "",
  region: "",
  route: "global",
  project: "",
  location: "global",
  quotaProject: "",
  modelIds: "",
  betas: "",
  ...NO_CREDENTIALS,
  credentialKind: "secret",
};

export type AccountField = keyof AccountForm;

/** The settings of any kind, as they are read from the database. */
export type AccountSettings = {
  baseUrl?: string;
  models?: string[];
  region?: string;
  route?: { endpoint: "runtime"; profile: string } | { endpoint: "mantle" };
  project?: string;
  location?: string;
  quotaProject?: string;
  modelIds?: Record<string, string>;
  betas?: string[];
};

/** The form of an account that there is. Its credentials are not in it. */
export function formOfAccount(account: { kind: AccountKind; name: string; weight: number; settings: AccountSettings }): AccountForm {
  const { route, modelIds, betas, models, ...texts } = account.settings;
  const lines = Object.entries(modelIds ?? {}).map(([modelId, own]) => `${modelId} = ${own}`);
  return {
    ...EMPTY_ACCOUNT_FORM,
    ...NO_CREDENTIALS,
    ...texts,
    kind: account.kind,
    name: account.name,
    weight: String(account.weight),
    models: models ?? [],
    route: route?.endpoint === "runtime" ? route.profile : route ? "mantle" : EMPTY_ACCOUNT_FORM.route,
    modelIds: lines.join("\n"),
    betas: (betas ?? []).join("\n"),
  };
}
