import type { AppError } from "@/lib/basics/errors";
import type { Modifier } from "@/lib/basics/tokens";
import type { ClaudeFiles } from "@/lib/upstreams/claude-files";

export const MESSAGES_PATH = "/v1/messages";
export const COUNT_TOKENS_PATH = "/v1/messages/count_tokens";

/** A header of an answer: the parts of the request that were not sent to the account, for the caller's information. */
export const IGNORED_HEADER = "x-relais-ignored";

/** A request to an upstream, in Anthropic's format whatever the upstream speaks. The caller's key is never part of it. */
export type UpstreamRequest = {
  /** POST where it is absent. Accounts of clouds take nothing else. */
  method?: "GET" | "DELETE";
  /** `MESSAGES_PATH` or `COUNT_TOKENS_PATH`; the Claude API also has paths of its own. */
  path: string;
  /** The catalogue's id; without it, the body's own `model` counts as one. */
  modelId?: string;
  headers: Record<string, string>;
  body: Uint8Array | string;
  /** The customer for whom the request is sent, as the account knows it. Only for accounts that have user profiles. */
  userProfileId?: string;
  /** How long the upstream may be silent, before the first byte and between two. */
  silenceMs: number;
  /** A shorter limit before the first byte, where another account could be tried instead. */
  firstByteMs?: number;
};

/**
 * Receives the events in the order of the answer: start, data any number of times, then end or fail; never before `send` has returned.
 * Every kind answers in Anthropic's shapes: a message, a stream of its events, or an error body.
 */
export type UpstreamListener = {
  start(status: number, headers: Record<string, string | string[] | undefined>): void;
  data(chunk: Buffer): void;
  end(): void;
  /** The upstream could not be reached, or its answer broke off. Nothing follows. */
  fail(error: Error): void;
};

/** One open request. */
export type Exchange = {
  pause(): void;
  resume(): void;
  /** Aborts the answer: `fail` is called with this reason. */
  abort(reason: Error): void;
};

/** One upstream account that takes calls. */
export type Upstream = {
  name: string;
  /** `isRetired` where Anthropic has ended the model: then only accounts that keep it longer serve it. */
  servesModel(modelId: string, isRetired?: boolean): boolean;
  /** False where the account cannot count this model's tokens. */
  countsTokens(modelId: string): boolean;
  /** Whether the account searches the web for its models; null where it neither surely does so nor refuses it itself. */
  searchesWeb: boolean | null;
  /** Whether the account knows customers by user profiles. */
  hasUserProfiles?: boolean;
  /** The file store of the account; absent where its platform has none. */
  files?: ClaudeFiles;
  /** Factors with which this account is billed for the model and which no answer mentions: the regional ones. */
  pricingModifiers(modelId: string): Modifier[];
  /** Why this account cannot take a request that another one may take; null when it can. */
  refusal(request: UpstreamRequest): AppError | null;
  send(request: UpstreamRequest, listener: UpstreamListener): Exchange;
  close(): Promise<void>;
};
