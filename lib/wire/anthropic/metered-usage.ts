import type { ModelCapabilities } from "@/lib/basics/model-capabilities";
import { addTokens, type Modifier, NO_TOKENS, type TokenClass, type TokenClasses, type Usage } from "@/lib/basics/tokens";
import type { CacheMarkers } from "@/lib/wire/anthropic/cache-markers";
import type { Counts, UsageFlag, UsageLimits, UsageReport } from "@/lib/wire/anthropic/usage-report";
import type { JsonObject } from "@/lib/wire/json";

/** What the request says about a call's usage, for use where the upstream's report is silent. */
export type RequestFacts = UsageLimits & {
  /** The model as the request named it. */
  modelId: string;
  markers: CacheMarkers;
  maxTokens: number;
  /** Other models that may answer or advise, as the request named them. Each has limits of its own. */
  otherNames: readonly string[];
  /** The estimated size of its prompt, for use where no report gives the size. */
  promptTokens: number;
  tokenizer: ModelCapabilities["tokenizer"];
};

/** One sampling by another model inside the same call (an adviser, a fallback). It is charged at that model's price. */
type OtherModelTokens = { model: string; tokens: TokenClasses; isAdviser: boolean };

/** The usage of a call, and how reliable it is. */
export type MeteredUsage = {
  usage: Usage;
  flags: UsageFlag[];
  /** The usage of each sampling where the called model was sampled several times. Together they are the tokens of `usage`. */
  ownSamplings: TokenClasses[] | null;
  /** Not part of `usage`. */
  otherModels: OtherModelTokens[];
  /** The model that the whole answer names as its own; null where it names none. */
  answeredBy: string | null;
  /**
   * Set when nothing is to be charged: the model refused before it wrote anything, which Anthropic does not bill either, or the answer
   * broke off before it began.
   */
  unbilledReason: "refusal_unbilled" | "no_output" | null;
};

/** What the relay saw of the answer itself, for use where the report leaves something open. */
export type Delivered = {
  model: string | null;
  stopReason: string | null;
  /** False when the answer broke off before its final report. */
  isReportFinal: boolean;
  hasOutput: boolean;
  outputBytes: number;
  /** A thought ended and its text stays hidden. The upstream bills it although none of its bytes came. */
  hasSignature: boolean;
};

const BYTES_PER_TOKEN = { before_4_7: 4, since_4_7: 3 };
// Thinking counts towards max_tokens, and no document mentions more. A few tokens are for an upstream that also counts the end of a turn.
const OVER_MAX_TOKENS = 16;

/**
 * Combines the report, the request and the delivered bytes into one usage (split and merge rules of Anthropic's documentation, November
 * 2026).
 */
export function meteredUsage(report: UsageReport, delivered: Delivered, request: RequestFacts): MeteredUsage {
  const flags = new Set<UsageFlag>();
  const { own, otherModels } = samplingsOf(report, delivered.model, request, flags);
  const tokens = own ? ownTokens(own, report, delivered, request, flags) : [singleTokens(report, delivered, request, flags)];
  const modifiers = modifiersOf(report, flags);
  for (const flag of report.flags) flags.add(flag);
  const isEstimated = flags.has("count_rejected") || flags.has("input_estimated") || flags.has("output_estimated");
  const { webSearches, thinkingTokens } = report;
  return {
    usage: { tokens: tokens.reduce(addTokens, NO_TOKENS), thinkingTokens, webSearches, modifiers, isEstimated },
    flags: [...flags],
    ownSamplings: tokens.length > 1 ? tokens : null,
    otherModels,
    // Each sampling names its own model, or none.
    answeredBy: own === null ? delivered.model : null,
    unbilledReason: unbilledReason(report, delivered),
  };
}

/** The tokens of a call whose model answered once: the top level of the report. */
function singleTokens(report: UsageReport, delivered: Delivered, request: RequestFacts, flags: Set<UsageFlag>): TokenClasses {
  const counts = asksOnce(report, request) ? believable(report.counts, request, flags) : report.counts;
  return {
    input: counts.input ?? estimatedInput(counts, request, flags),
    ...splitCacheWrite(counts, request.markers, flags),
    cacheRead: counts.cacheRead ?? 0,
    output: outputTokens(counts.output, delivered, request, flags),
  };
}

/** The tokens of each sampling of the called model. An answer that broke off was in the middle of the last one. */
function ownTokens(own: Counts[], report: UsageReport, delivered: Delivered, request: RequestFacts, flags: Set<UsageFlag>): TokenClasses[] {
  if (own.length === 0) return [NO_TOKENS];
  const tokens = own.map((counts) => tokensOf(counts, request.markers, flags));
  const last = tokens.at(-1) as TokenClasses;
  if (own.every(({ input }) => input === undefined)) last.input = estimatedInput(own.at(-1) as Counts, request, flags);
  const reported = own.some(({ output }) => output !== undefined) ? sumOf(tokens, "output") : report.counts.output;
  last.output += outputTokens(reported, delivered, request, flags) - sumOf(tokens, "output");
  return tokens;
}

function sumOf(tokens: readonly TokenClasses[], tokenClass: TokenClass): number {
  return tokens.reduce((sum, each) => sum + each[tokenClass], 0);
}

/** Whether one model answers once. It then reads at most its context and writes at most what was request for. */
function asksOnce({ iterations }: UsageReport, { hasServerTools, otherNames }: RequestFacts): boolean {
  return !hasServerTools && otherNames.length === 0 && iterations.length === 0;
}

/** Figures that are plausible alone may be impossible together. Such figures count as missing. */
function believable(counts: Counts, { contextTokens, maxTokens }: RequestFacts, flags: Set<UsageFlag>): Counts {
  const { input = 0, cacheWrite5m = 0, cacheWrite1h = 0, cacheRead = 0, output } = counts;
  const isReadable = input + (counts.cacheWrite ?? cacheWrite5m + cacheWrite1h) + cacheRead <= contextTokens;
  const isWritable = output === undefined || output <= maxTokens + OVER_MAX_TOKENS;
  if (isReadable && isWritable) return counts;
  flags.add("count_rejected");
  return { ...(isReadable ? counts : null), output: isWritable ? output : undefined };
}

/** Splits the written tokens by lifetime. The total counts; what the split does not explain counts as a five-minute write. */
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

function estimatedInput(counts: Counts, request: RequestFacts, flags: Set<UsageFlag>): number {
  flags.add("input_estimated");
  return Math.max(0, request.promptTokens - (counts.cacheRead ?? 0) - (counts.cacheWrite ?? 0));
}

function outputTokens(reported: number | undefined, delivered: Delivered, request: RequestFacts, flags: Set<UsageFlag>): number {
  if (reported !== undefined && delivered.isReportFinal) return reported;
  flags.add("output_estimated");
  const written = Math.ceil(delivered.outputBytes / BYTES_PER_TOKEN[request.tokenizer]);
  return Math.max(reported ?? 0, Math.min(written, request.maxTokens));
}

/**
 * When iterations are present, they are what is billed, and the top level describes only the one that served. Without them `own` is null. A
 * declined attempt is free when it wrote nothing and a fallback answered in its place.
 */
function samplingsOf(report: UsageReport, answeredBy: string | null, request: RequestFacts, flags: Set<UsageFlag>) {
  const otherModels: OtherModelTokens[] = [];
  if (report.iterations.length === 0) return { own: servedByNamed(report, answeredBy, request, otherModels, flags), otherModels };
  const hasFallback = report.iterations.some((each) => each.type === "fallback_message");
  const own: Counts[] = [];
  for (const { iteration, counts } of withWholeSplits(report)) {
    if (hasFallback && iteration.type === "message" && (counts.output ?? 0) === 0) continue;
    const servedBy = modelOf(iteration, answeredBy);
    if (servedBy === null || servedBy === request.modelId) own.push(counts);
    else {
      const tokens = tokensOf(counts, request.markers, flags);
      otherModels.push({ model: servedBy, tokens, isAdviser: iteration.type === "advisor_message" });
    }
  }
  // Without any billed iteration the top level is the only source.
  return { own: own.length > 0 || otherModels.length > 0 ? own : null, otherModels };
}

/** A named model that answered without a list of samplings: it did all the work, at its own price. */
function servedByNamed(
  { counts }: UsageReport,
  answeredBy: string | null,
  { otherNames, markers }: RequestFacts,
  otherModels: OtherModelTokens[],
  flags: Set<UsageFlag>,
): Counts[] | null {
  if (answeredBy === null || !otherNames.includes(answeredBy) || counts.input === undefined || counts.output === undefined) return null;
  otherModels.push({ model: answeredBy, tokens: tokensOf(counts, markers, flags), isAdviser: false });
  return [];
}

/**
 * The samplings with the cache lifetimes that each wrote. Where only some report lifetimes, the others share the rest of the top level's
 * split, one-hour writes first. Where none does, only the top level's split is known.
 */
function withWholeSplits(report: UsageReport): { iteration: JsonObject; counts: Counts }[] {
  const samplings = report.iterations.map((iteration) => ({ iteration, counts: report.read(iteration) }));
  const isSplit = ({ counts }: { counts: Counts }) => counts.cacheWrite5m !== undefined || counts.cacheWrite1h !== undefined;
  const reported1h = samplings.filter(isSplit).reduce((sum, { counts }) => sum + (counts.cacheWrite1h ?? 0), 0);
  if (report.counts.cacheWrite1h === undefined && report.counts.cacheWrite5m === undefined) return samplings;
  let rest = Math.max(0, (report.counts.cacheWrite1h ?? 0) - reported1h);
  for (const sampling of samplings) {
    const { cacheWrite = 0 } = sampling.counts;
    if (isSplit(sampling) || cacheWrite === 0) continue;
    const cacheWrite1h = Math.min(rest, cacheWrite);
    rest -= cacheWrite1h;
    sampling.counts = { ...sampling.counts, cacheWrite1h, cacheWrite5m: cacheWrite - cacheWrite1h };
  }
  return samplings;
}

/** A fallback without a model name is the model that the answer names. */
function modelOf({ type, model }: JsonObject, answeredBy: string | null): string | null {
  if (typeof model === "string") return model;
  return type === "fallback_message" ? answeredBy : null;
}

function tokensOf(counts: Counts, markers: CacheMarkers, flags: Set<UsageFlag>): TokenClasses {
  return {
    input: counts.input ?? 0,
    ...splitCacheWrite(counts, markers, flags),
    cacheRead: counts.cacheRead ?? 0,
    output: counts.output ?? 0,
  };
}

/** The price modifier of each word in the report; null means none. A word that is missing here may cost anything. */
const MODIFIER_WORDS: Record<"speed" | "inferenceGeo" | "serviceTier", Record<string, Modifier | null>> = {
  speed: { standard: null, fast: "fast" },
  inferenceGeo: { global: null, not_available: null, us: "us_inference" },
  serviceTier: { standard: null, priority: null, batch: "batch" },
};

/** The modifiers of the response: a request for fast may have been served at standard speed. */
function modifiersOf(report: UsageReport, flags: Set<UsageFlag>): Modifier[] {
  const modifiers: Modifier[] = [];
  for (const what of ["speed", "inferenceGeo", "serviceTier"] as const) {
    const word = report[what];
    if (word === null || word === "") continue;
    const modifier = Object.hasOwn(MODIFIER_WORDS[what], word) ? MODIFIER_WORDS[what][word] : undefined;
    if (modifier === undefined) flags.add("modifier_unknown");
    else if (modifier) modifiers.push(modifier);
  }
  return modifiers;
}

function unbilledReason(report: UsageReport, delivered: Delivered): MeteredUsage["unbilledReason"] {
  if (delivered.stopReason === "refusal" && !delivered.hasOutput) return "refusal_unbilled";
  if (delivered.isReportFinal || delivered.hasSignature) return null;
  return delivered.outputBytes === 0 && (report.counts.output ?? 0) === 0 ? "no_output" : null;
}
