import { isObject, type JsonObject } from "@/lib/wire/json";

/** The loop of server tools adds up its rounds, ten by default. */
export const MOST_ROUNDS = 16;
// Sixteen contexts of a million tokens, this often, still fit the 32 bits of a usage event.
export const MOST_ITERATIONS = 100;
const MOST_WEB_SEARCHES = 1_000;

/** The limits that the call's model and request set: no upstream can mean a figure above them. */
export type UsageLimits = { contextTokens: number; hasServerTools: boolean };

/** Why a figure of a call's usage is not simply the upstream's own. */
export type UsageFlag =
  | "split_assumed"
  | "count_rejected"
  | "input_estimated"
  | "output_estimated"
  | "unreadable_event"
  /** The upstream names a speed, place or tier that has no price here. */
  | "modifier_unknown"
  /** The upstream bills some of the prompt as read from a cache, and does not say how much. */
  | "credit_redeemed";

/** The figures of one report; undefined where the upstream gave no plausible one. */
export type Counts = {
  input?: number;
  cacheWrite?: number;
  cacheWrite5m?: number;
  cacheWrite1h?: number;
  cacheRead?: number;
  output?: number;
};

/** The upstream's reports so far: later figures replace earlier ones and are never added (Anthropic's SDK does the same). */
export class UsageReport {
  counts: Counts = {};
  thinkingTokens: number | null = null;
  webSearches = 0;
  speed: string | null = null;
  inferenceGeo: string | null = null;
  serviceTier: string | null = null;
  iterations: JsonObject[] = [];
  readonly flags = new Set<UsageFlag>();
  readonly #mostTokens: number;

  constructor({ contextTokens, hasServerTools }: UsageLimits) {
    this.#mostTokens = contextTokens * (hasServerTools ? MOST_ROUNDS : 1);
  }

  /** `message_start` carries a placeholder for the output, which is ignored. */
  addStart(usage: unknown): void {
    this.add(usage);
    this.counts.output = undefined;
  }

  add(usage: unknown): void {
    if (!isObject(usage)) return;
    this.counts = this.read(usage, this.counts);
    this.webSearches = this.inner(usage.server_tool_use, "web_search_requests", MOST_WEB_SEARCHES) ?? this.webSearches;
    this.thinkingTokens = this.inner(usage.output_tokens_details, "thinking_tokens") ?? this.thinkingTokens;
    this.speed = textOr(usage.speed, this.speed);
    this.inferenceGeo = textOr(usage.inference_geo, this.inferenceGeo);
    this.serviceTier = textOr(usage.service_tier, this.serviceTier);
    if (isObject(usage.fallback_credit) && isObject(usage.fallback_credit.status) && usage.fallback_credit.status.type === "redeemed") {
      this.flags.add("credit_redeemed");
    }
    if (Array.isArray(usage.iterations)) this.#addIterations(usage.iterations);
  }

  /** The figures of one usage object. Where one is missing or absurd, the earlier known figure stays. */
  read(usage: JsonObject, known: Counts = {}): Counts {
    return {
      input: this.count(usage.input_tokens) ?? known.input,
      cacheWrite: this.count(usage.cache_creation_input_tokens) ?? known.cacheWrite,
      cacheWrite5m: this.inner(usage.cache_creation, "ephemeral_5m_input_tokens") ?? known.cacheWrite5m,
      cacheWrite1h: this.inner(usage.cache_creation, "ephemeral_1h_input_tokens") ?? known.cacheWrite1h,
      cacheRead: this.count(usage.cache_read_input_tokens) ?? known.cacheRead,
      output: this.count(usage.output_tokens) ?? known.output,
    };
  }

  #addIterations(iterations: unknown[]): void {
    if (iterations.length <= MOST_ITERATIONS) this.iterations = iterations.filter(isObject);
    else this.flags.add("count_rejected");
  }

  private inner(details: unknown, name: string, most = this.#mostTokens): number | undefined {
    return isObject(details) ? this.count(details[name], most) : undefined;
  }

  private count(value: unknown, most = this.#mostTokens): number | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
    this.flags.add("count_rejected");
    return undefined;
  }
}

function textOr(value: unknown, otherwise: string | null): string | null {
  return typeof value === "string" ? value : otherwise;
}
