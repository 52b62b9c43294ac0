import type { ModelCapabilities } from "@/lib/model-capabilities";
import type { Modifier, TokenClasses, Usage } from "@/lib/tokens";
import type { JsonObject } from "../json";
import type { CacheMarkers } from "./cache-markers";
import type { Counts, UsageFlag, UsageLimits, UsageReport } from "./usage-report";

/** What the request tells about a call's usage where the upstream's report is silent. */
export type AskedCall = UsageLimits & {
  /** As the request named it. */
  modelId: string;
  markers: CacheMarkers;
  maxTokens: number;
  /** The request lets another model answer or advise, each with limits of its own. */
  hasOtherModels: boolean;
  /** What its prompt is taken for where no report says how long it was. */
  promptTokens: number;
  tokenizer: ModelCapabilities["tokenizer"];
};

/** Tokens that a model of another name used inside the same call (an adviser, a fallback): they have that model's price. */
export type OtherModelTokens = { model: string; tokens: TokenClasses };

/** What a call used, and how far that is to be believed. */
export type MeteredUsage = {
  usage: Usage;
  flags: UsageFlag[];
  /** Not part of `usage`. */
  otherModels: OtherModelTokens[];
  /**
   * Set when nothing is to be charged: the model refused before it wrote anything, which Anthropic does not bill either,
   * or the answer broke off before it had begun.
   */
  unbilledReason: "refusal_unbilled" | "no_output" | null;
};

/** What was seen of the answer itself, for what the report leaves open. */
export type Delivered = {
  model: string | null;
  stopReason: string | null;
  /** False when the answer broke off, so that its last report is not the final one. */
  isReportFinal: boolean;
  hasOutput: boolean;
  outputBytes: number;
};

const NOTHING: Counts = { input: 0, cacheWrite: 0, cacheRead: 0, output: 0 };
const BYTES_PER_TOKEN = { before_4_7: 4, since_4_7: 3 };
// Thinking is inside max_tokens, and no document speaks of more. A few tokens are for an upstream that counts the end of a turn as well.
const OVER_MAX_TOKENS = 16;

/** Settles what the report, the request and the delivered bytes say into one usage (split and merge rules of Anthropic's documentation, November 2026). */
export function meteredUsage(report: UsageReport, delivered: Delivered, asked: AskedCall): MeteredUsage {
  const flags = new Set<UsageFlag>();
  const { own, otherModels } = sumIterations(report, delivered.model, asked, flags);
  const counts = own ?? (asksOnce(report, asked) ? believable(report.counts, asked, flags) : report.counts);
  const { cacheWrite5m, cacheWrite1h } = splitCacheWrite(counts, asked.markers, flags);
  const tokens: TokenClasses = {
    input: counts.input ?? estimatedInput(counts, asked, flags),
    cacheWrite5m,
    cacheWrite1h,
    cacheRead: counts.cacheRead ?? 0,
    output: outputTokens(own ? (own.output ?? report.counts.output) : counts.output, delivered, asked, flags),
  };
  for (const flag of report.flags) flags.add(flag);
  const isEstimated = flags.has("count_rejected") || flags.has("input_estimated") || flags.has("output_estimated");
  const { webSearches, thinkingTokens } = report;
  return {
    usage: { tokens, thinkingTokens, webSearches, modifiers: modifiersOf(report), isEstimated },
    flags: [...flags],
    otherModels,
    unbilledReason: unbilledReason(report, delivered),
  };
}

/** Whether one model answers once: then it reads at most its context and writes at most what was asked for. */
function asksOnce({ iterations }: UsageReport, { hasServerTools, hasOtherModels }: AskedCall): boolean {
  return !hasServerTools && !hasOtherModels && iterations.length === 0;
}

/** Each figure may be right by itself where all of them cannot be: those are as good as missing. */
function believable(counts: Counts, { contextTokens, maxTokens }: AskedCall, flags: Set<UsageFlag>): Counts {
  const { input = 0, cacheWrite5m = 0, cacheWrite1h = 0, cacheRead = 0, output } = counts;
  const isReadable = input + (counts.cacheWrite ?? cacheWrite5m + cacheWrite1h) + cacheRead <= contextTokens;
  const isWritable = output === undefined || output <= maxTokens + OVER_MAX_TOKENS;
  if (isReadable && isWritable) return counts;
  flags.add("count_rejected");
  return { ...(isReadable ? counts : null), output: isWritable ? output : undefined };
}

/** Each lifetime of the written tokens. The total counts; what the split does not explain is a five-minute write. */
function splitCacheWrite(counts: Counts, markers: CacheMarkers, flags: Set<UsageFlag>) {
  const explained = (counts.cacheWrite5m ?? 0) + (counts.cacheWrite1h ?? 0);
  const written = counts.cacheWrite ?? explained;
  if (counts.cacheWrite5m === undefined && counts.cacheWrite1h === undefined && written > 0) {
    flags.add("split_assumed");
    return markers.has1h && !markers.has5m ? { cacheWrite5m: 0, cacheWrite1h: written } : { cacheWrite5m: written, cacheWrite1h: 0 };
  }
  const cacheWrite1h = Math.min(written, counts.cacheWrite1h ?? 0);
  return { cacheWrite5m: written - cacheWrite1h, cacheWrite1h };
}

function estimatedInput(counts: Counts, asked: AskedCall, flags: Set<UsageFlag>): number {
  flags.add("input_estimated");
  return Math.max(0, asked.promptTokens - (counts.cacheRead ?? 0) - (counts.cacheWrite ?? 0));
}

function outputTokens(reported: number | undefined, delivered: Delivered, asked: AskedCall, flags: Set<UsageFlag>): number {
  if (reported !== undefined && delivered.isReportFinal) return reported;
  flags.add("output_estimated");
  const written = Math.ceil(delivered.outputBytes / BYTES_PER_TOKEN[asked.tokenizer]);
  return Math.max(reported ?? 0, Math.min(written, asked.maxTokens));
}

/**
 * With iterations present they are what is billed, and the top level only describes the one that served.
 * A declined attempt that a fallback answered for is free when it wrote nothing.
 */
function sumIterations(report: UsageReport, model: string | null, asked: AskedCall, flags: Set<UsageFlag>) {
  if (report.iterations.length === 0) return { own: undefined, otherModels: [] };
  const hasFallback = report.iterations.some((each) => each.type === "fallback_message");
  const own: Counts = {};
  let hasOwn = false;
  const otherModels: OtherModelTokens[] = [];
  for (const iteration of report.iterations) {
    const counts = report.read(iteration);
    if (hasFallback && iteration.type === "message" && (counts.output ?? 0) === 0) continue;
    const servedBy = modelOf(iteration, model);
    if (servedBy !== null && servedBy !== asked.modelId) {
      otherModels.push({ model: servedBy, tokens: tokensOf(counts, asked.markers, flags) });
      continue;
    }
    addCounts(own, counts);
    hasOwn = true;
  }
  // Where others did all of it, the top level tells once more what one of them used.
  if (!hasOwn) return { own: otherModels.length > 0 ? NOTHING : undefined, otherModels };
  if (own.cacheWrite5m === undefined && own.cacheWrite1h === undefined) {
    own.cacheWrite5m = report.counts.cacheWrite5m;
    own.cacheWrite1h = report.counts.cacheWrite1h;
  }
  return { own, otherModels };
}

/** A fallback that does not say its model is the one that the answer names. */
function modelOf({ type, model }: JsonObject, answeredBy: string | null): string | null {
  if (typeof model === "string") return model;
  return type === "fallback_message" ? answeredBy : null;
}

function addCounts(sum: Counts, counts: Counts): void {
  for (const name of ["input", "cacheWrite", "cacheWrite5m", "cacheWrite1h", "cacheRead", "output"] as const) {
    const value = counts[name];
    if (value !== undefined) sum[name] = (sum[name] ?? 0) + value;
  }
}

function tokensOf(counts: Counts, markers: CacheMarkers, flags: Set<UsageFlag>): TokenClasses {
  return {
    input: counts.input ?? 0,
    ...splitCacheWrite(counts, markers, flags),
    cacheRead: counts.cacheRead ?? 0,
    output: counts.output ?? 0,
  };
}

/** By what the response says: a request for fast may have been served at standard speed. */
function modifiersOf(report: UsageReport): Modifier[] {
  const modifiers: Modifier[] = [];
  if (report.speed === "fast") modifiers.push("fast");
  if (report.inferenceGeo === "us") modifiers.push("us_inference");
  if (report.serviceTier === "batch") modifiers.push("batch");
  return modifiers;
}

function unbilledReason(report: UsageReport, delivered: Delivered): MeteredUsage["unbilledReason"] {
  if (delivered.stopReason === "refusal" && !delivered.hasOutput) return "refusal_unbilled";
  if (!delivered.isReportFinal && delivered.outputBytes === 0 && (report.counts.output ?? 0) === 0) return "no_output";
  return null;
}
