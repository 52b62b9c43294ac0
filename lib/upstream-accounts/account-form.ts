/** The form of an account: every field is the typed text. */
export type AccountForm = {
  kind: AccountKind;
  name: string;
  weight: string;
  /** Ids of the catalogue. An empty list means all models that the account can serve. */
  models: string[];
  baseUrl: string;
  region: string;
  /** How Bedrock runs calls: an inference profile of its runtime, or `mantle`. */
  route: string;
  project: string;
  location: string;
  quotaProject: string;
  /** Lines of `catalogue id = cloud's id`. */
  modelIds: string;
  betas: string;
} & CredentialForm;

/** Empty if the credentials stay as they are. It is sent to the server and never back. */
export type CredentialForm = {
  credentialKind: CredentialKind | "";
  secret: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** The text of a Google service account's file. */
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

/** The form of an existing account, without its credentials. */
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
