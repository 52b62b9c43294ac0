/** An upstream account as the operator set it up, with its credentials in the clear. */
export type UpstreamAccount = ClaudeApiAccount | BedrockAccount | VertexAccount;

type AnyAccount = {
  /** Usage events store it. */
  name: string;
  /** Ids of catalogue models that it may serve; absent means all that it can serve. */
  models?: string[];
  connectTimeoutMs?: number;
};

export type ClaudeApiAccount = AnyAccount & { kind: "claude-api"; secret: string; baseUrl?: string };

/** The places in which a profile may run a call. `global` costs the list price, the others a tenth more from 4.5 on. */
export type BedrockProfile = "global" | "us" | "eu" | "jp" | "au" | "in" | "apac";

export type BedrockCredentials =
  | { kind: "api-key"; secret: string }
  | { kind: "access-key"; accessKeyId: string; secretAccessKey: string; sessionToken?: string };

export type BedrockAccount = AnyAccount & {
  kind: "bedrock";
  region: string;
  credentials: BedrockCredentials;
  /**
   * `runtime` is InvokeModel through inference profiles. `mantle` is the Messages API for models from 4.7 on and Haiku 4.5. It keeps every
   * call in its region, at the regional price.
   */
  route: { endpoint: "runtime"; profile: BedrockProfile } | { endpoint: "mantle" };
  /** Bedrock's id or inference profile ARN, by catalogue id, where it is not the usual one. */
  modelIds?: Record<string, string>;
  /** Replaces the known list of betas, and leaves out all others; on `mantle` absent means all. */
  betas?: string[];
  baseUrl?: string;
};

export type VertexCredentials =
  | { kind: "service-account"; clientEmail: string; privateKey: string; privateKeyId?: string; tokenUrl?: string }
  /** Application default credentials: the machine's own identity, or the one that `gcloud` and the environment name. */
  | { kind: "adc" };

export type VertexAccount = AnyAccount & {
  kind: "vertex";
  project: string;
  /** `global`, a multi-region (`us`, `eu`), or a region. All but `global` cost a tenth more from 4.5 on. */
  location: string;
  credentials: VertexCredentials;
  /** The project that pays for the quota, where it is another one. */
  quotaProject?: string;
  modelIds?: Record<string, string>;
  betas?: string[];
  baseUrl?: string;
};
