/**
 * How a model treats `thinking`. A: adaptive, always on. B: on, may be disabled up to effort high. C: on, may be disabled.
 * D: adaptive, off by default. E: adaptive or `enabled`. F: `enabled` with a budget only. N: none.
 */
type ThinkingClass = "A" | "B" | "C" | "D" | "E" | "F" | "N";

export type Model = {
  id: string;
  aliases: string[];
  name: string;
  line: "haiku" | "sonnet" | "opus" | "fable" | "mythos";
  createdAt: string;
  retiresAt: string | null;
  lifecycle: "active" | "deprecated" | "retired";
  contextTokens: number;
  maxOutputTokens: number;
  thinking: ThinkingClass;
  efforts: string[];
  defaultEffort: string;
  takesSampling: boolean;
  takesTemperatureOrTopPOnly: boolean;
  takesForcedTools: boolean;
  takesPrefill: boolean;
  takesSystemTurns: boolean;
  takesUsOnly: boolean;
  takesOutputFormat: boolean;
  fast: "yes" | "beta" | "ignored" | "no";
  minCacheableTokens: number;
  /** From 4.7 on the same text has about 30% more tokens. */
  hasNewTokenizer: boolean;
  /** False where thinking of earlier turns leaves the prompt at the next user turn. */
  keepsThinking: boolean;
};

const FULL_EFFORT = ["low", "medium", "high", "xhigh", "max"];

/** What models of one generation have in common. */
type Family = Omit<Model, "id" | "name" | "line" | "createdAt">;

const NOW: Family = {
  aliases: [],
  retiresAt: null,
  lifecycle: "active",
  contextTokens: 1_000_000,
  maxOutputTokens: 128_000,
  thinking: "A",
  efforts: FULL_EFFORT,
  defaultEffort: "high",
  takesSampling: false,
  takesTemperatureOrTopPOnly: false,
  takesForcedTools: true,
  takesPrefill: false,
  takesSystemTurns: true,
  takesUsOnly: true,
  takesOutputFormat: true,
  fast: "no",
  minCacheableTokens: 512,
  hasNewTokenizer: true,
  keepsThinking: true,
};

const FOUR_SIX: Family = {
  ...NOW,
  thinking: "E",
  efforts: ["low", "medium", "high", "max"],
  takesSampling: true,
  takesTemperatureOrTopPOnly: true,
  takesSystemTurns: false,
  hasNewTokenizer: false,
};

const FOUR_FIVE: Family = {
  ...FOUR_SIX,
  contextTokens: 200_000,
  maxOutputTokens: 64_000,
  thinking: "F",
  efforts: [],
  takesPrefill: true,
  takesUsOnly: false,
  minCacheableTokens: 4096,
};

const RETIRED: Family = {
  ...FOUR_FIVE,
  lifecycle: "retired",
  maxOutputTokens: 32_000,
  takesOutputFormat: false,
  minCacheableTokens: 1024,
  keepsThinking: false,
};

const FIRST_FOUR: Family = { ...RETIRED, takesTemperatureOrTopPOnly: false };
const THREE_FIVE: Family = { ...FIRST_FOUR, maxOutputTokens: 8192, thinking: "N" };

/** Every model of the catalogue, newest first. Retired ones are served too: other upstreams still offer them. */
export const MODELS: Model[] = [
  model(NOW, "claude-fable-5-2", "Claude Fable 5.2", "2026-11-09", { takesForcedTools: false, fast: "yes" }),
  model(NOW, "claude-mythos-5-2", "Claude Mythos 5.2", "2026-11-09", { takesForcedTools: false }),
  model(NOW, "claude-haiku-5-5", "Claude Haiku 5.5", "2026-10-07", {
    thinking: "B",
    defaultEffort: "medium",
    minCacheableTokens: 1024,
    keepsThinking: false,
  }),
  model(NOW, "claude-sonnet-5-5", "Claude Sonnet 5.5", "2026-09-29", { takesForcedTools: false, minCacheableTokens: 1024 }),
  model(NOW, "claude-opus-5-5", "Claude Opus 5.5", "2026-09-22", { defaultEffort: "medium", takesForcedTools: false, fast: "yes" }),
  model(NOW, "claude-fable-5-1", "Claude Fable 5.1", "2026-09-01", { takesForcedTools: false }),
  model(NOW, "claude-mythos-5-1", "Claude Mythos 5.1", "2026-09-01", { takesForcedTools: false }),
  model(NOW, "claude-opus-5", "Claude Opus 5", "2026-07-24", { thinking: "B", fast: "beta" }),
  model(NOW, "claude-sonnet-5", "Claude Sonnet 5", "2026-06-30", { thinking: "C", takesSystemTurns: false, minCacheableTokens: 1024 }),
  model(NOW, "claude-fable-5", "Claude Fable 5", "2026-06-09"),
  model(NOW, "claude-mythos-5", "Claude Mythos 5", "2026-06-09"),
  model(NOW, "claude-opus-4-8", "Claude Opus 4.8", "2026-05-28", { thinking: "D", fast: "beta", minCacheableTokens: 1024 }),
  model(NOW, "claude-opus-4-7", "Claude Opus 4.7", "2026-04-16", { thinking: "D", takesSystemTurns: false, minCacheableTokens: 2048 }),
  model(NOW, "claude-mythos-preview", "Claude Mythos Preview", "2026-04-07", { lifecycle: "deprecated", takesForcedTools: false }),
  model(FOUR_SIX, "claude-sonnet-4-6", "Claude Sonnet 4.6", "2026-02-17", { minCacheableTokens: 1024 }),
  model(FOUR_SIX, "claude-opus-4-6", "Claude Opus 4.6", "2026-02-05", { fast: "ignored", minCacheableTokens: 4096 }),
  model(FOUR_FIVE, "claude-opus-4-5-20251101", "Claude Opus 4.5", "2025-11-24", {
    aliases: ["claude-opus-4-5"],
    efforts: ["low", "medium", "high"],
  }),
  model(FOUR_FIVE, "claude-haiku-4-5-20251001", "Claude Haiku 4.5", "2025-10-15", { aliases: ["claude-haiku-4-5"], keepsThinking: false }),
  model(FOUR_FIVE, "claude-sonnet-4-5-20250929", "Claude Sonnet 4.5", "2025-09-29", {
    aliases: ["claude-sonnet-4-5"],
    lifecycle: "deprecated",
    retiresAt: "2026-11-30",
    minCacheableTokens: 1024,
    keepsThinking: false,
  }),
  model(RETIRED, "claude-opus-4-1-20250805", "Claude Opus 4.1", "2025-08-05", { aliases: ["claude-opus-4-1"] }),
  model(FIRST_FOUR, "claude-opus-4-20250514", "Claude Opus 4", "2025-05-14", { aliases: ["claude-opus-4-0"] }),
  model(FIRST_FOUR, "claude-sonnet-4-20250514", "Claude Sonnet 4", "2025-05-14", {
    aliases: ["claude-sonnet-4-0"],
    maxOutputTokens: 64_000,
  }),
  model(THREE_FIVE, "claude-3-5-haiku-20241022", "Claude Haiku 3.5", "2024-10-22", { minCacheableTokens: 2048 }),
  model(THREE_FIVE, "claude-3-5-sonnet-20241022", "Claude Sonnet 3.5", "2024-10-22"),
];

const BY_NAME = new Map(MODELS.flatMap((model) => [model.id, ...model.aliases].map((name) => [name, model] as const)));

/** Exact names only: a prefix match would serve one model in place of another. */
export function modelNamed(name: string): Model | undefined {
  return BY_NAME.get(name);
}

function model(family: Family, id: string, name: string, createdAt: string, own: Partial<Family> = {}): Model {
  const line = (["haiku", "sonnet", "opus", "fable", "mythos"] as const).find((each) => id.includes(each)) ?? "opus";
  return { ...family, ...own, id, name, line, createdAt };
}
