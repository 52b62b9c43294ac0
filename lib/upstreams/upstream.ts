import type { AppError } from "@/lib/basics/errors";
import type { Modifier } from "@/lib/basics/tokens";
import type { ClaudeFiles } from "@/lib/upstreams/claude-files";

export const MESSAGES_PATH = "/v1/messages";
export const COUNT_TOKENS_PATH = "/v1/messages/count_tokens";

/** In the head of an answer: what of the request the account was not sent, for the caller to know. */
export const IGNORED_HEADER = "x-relais-ignored";

/** A request as it goes to an upstream, in Anthropic's format whatever the upstream speaks. The caller's key is never part of it. */
export type UpstreamRequest = {
  /** POST where it is absent. Accounts of clouds take nothing else. */
  method?: "GET" | "DELETE";
  /** `MESSAGES_PATH` or `COUNT_TOKENS_PATH`; of the Claude API also what only its own accounts have. */
  path: string;
  /** The catalogue's id; without it, the body's own `model` is taken for one. */
  modelId?: string;
  headers: Record<string, string>;
  body: Uint8Array | string;
  /** How long the upstream may be silent, before the first byte and between two. */
  silenceMs: number;
  /** A shorter patience before the first byte, where somebody else could be asked instead. */
  firstByteMs?: number;
};

/**
 * Called in the order of the answer: start, data any number of times, then end or fail; never before `send` has returned.
 * Every kind answers in Anthropic's shapes: a message, a stream of its events, or an error body.
 */
export type UpstreamListener = {
  start(status: number, headers: Record<string, string | string[] | undefined>): void;
  data(chunk: Buffer): void;
  end(): void;
  /** The upstream could not be reached, or its answer broke off. Nothing follows. */
  fail(error: Error): void;
};

/** One request under way. */
export type Exchange = {
  pause(): void;
  resume(): void;
  /** Gives the answer up: `fail` is called with this reason. */
  abort(reason: Error): void;
};

/** One provider account that calls are sent to. */
export type Upstream = {
  name: string;
  /** `isRetired` where Anthropic has ended the model: then only those serve it that keep it for longer. */
  servesModel(modelId: string, isRetired?: boolean): boolean;
  /** False where the account has no way to count this model's tokens. */
  countsTokens(modelId: string): boolean;
  /** Whether the account searches the web for its models; null where it neither does so for sure nor refuses it by itself. */
  searchesWeb: boolean | null;
  /** What the account keeps for its customers; absent where its platform keeps nothing. */
  files?: ClaudeFiles;
  /** Factors by which this account is billed for the model and which no answer mentions: the regional ones. */
  pricingModifiers(modelId: string): Modifier[];
  /** Why this account cannot take a request that another one may take; null when it can. */
  refusal(request: UpstreamRequest): AppError | null;
  send(request: UpstreamRequest, listener: UpstreamListener): Exchange;
  close(): Promise<void>;
};
