/**
 * How a model treats `thinking`. A: adaptive, always on. B: on, may be disabled up to effort high. C: on, may be disabled.
 * D: adaptive, off by default. E: adaptive or `enabled`. F: `enabled` with a budget only. N: none.
 */
export type ThinkingClass = "A" | "B" | "C" | "D" | "E" | "F" | "N";

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
  /** From 4.7 on the same text is about 30% more tokens. */
  hasNewTokenizer: boolean;
  /** False where thinking of earlier turns is taken out of the prompt at the next user turn. */
  keepsThinking: boolean;
};

const FULL_EFFORT = ["low", "medium", "high", "xhigh", "max"];

const NOW: Omit<Model, "id" | "name" | "line" | "createdAt"> = {
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

const FOUR_SIX = {
  ...NOW,
  thinking: "E" as const,
  efforts: ["low", "medium", "high", "max"],
  takesSampling: true,
  takesTemperatureOrTopPOnly: true,
  takesSystemTurns: false,
  hasNewTokenizer: false,
};

const FOUR_FIVE = {
  ...FOUR_SIX,
  contextTokens: 200_000,
  maxOutputTokens: 64_000,
  thinking: "F" as const,
  efforts: [] as string[],
  takesPrefill: true,
  takesUsOnly: false,
  minCacheableTokens: 4096,
};

const RETIRED = {
  ...FOUR_FIVE,
  lifecycle: "retired" as const,
  maxOutputTokens: 32_000,
  takesOutputFormat: false,
  minCacheableTokens: 1024,
  keepsThinking: false,
};

const FIRST_FOUR = { ...RETIRED, takesTemperatureOrTopPOnly: false };
const THREE_FIVE = { ...FIRST_FOUR, maxOutputTokens: 8192, thinking: "N" as const };

/** Every model of the catalogue, newest first. Retired ones are served too: other upstreams still carry them. */
export const MODELS: Model[] = [
  {
    ...NOW,
    id: "claude-fable-5-2",
    name: "Claude Fable 5.2",
    line: "fable",
    createdAt: "2026-11-09",
    takesForcedTools: false,
    fast: "yes",
  },
  { ...NOW, id: "claude-mythos-5-2", name: "Claude Mythos 5.2", line: "mythos", createdAt: "2026-11-09", takesForcedTools: false },
  {
    ...NOW,
    id: "claude-haiku-5-5",
    name: "Claude Haiku 5.5",
    line: "haiku",
    createdAt: "2026-10-07",
    thinking: "B",
    defaultEffort: "medium",
    minCacheableTokens: 1024,
    keepsThinking: false,
  },
  {
    ...NOW,
    id: "claude-sonnet-5-5",
    name: "Claude Sonnet 5.5",
    line: "sonnet",
    createdAt: "2026-09-29",
    takesForcedTools: false,
    minCacheableTokens: 1024,
  },
  {
    ...NOW,
    id: "claude-opus-5-5",
    name: "Claude Opus 5.5",
    line: "opus",
    createdAt: "2026-09-22",
    defaultEffort: "medium",
    takesForcedTools: false,
    fast: "yes",
  },
  { ...NOW, id: "claude-fable-5-1", name: "Claude Fable 5.1", line: "fable", createdAt: "2026-09-01", takesForcedTools: false },
  { ...NOW, id: "claude-mythos-5-1", name: "Claude Mythos 5.1", line: "mythos", createdAt: "2026-09-01", takesForcedTools: false },
  { ...NOW, id: "claude-opus-5", name: "Claude Opus 5", line: "opus", createdAt: "2026-07-24", thinking: "B", fast: "beta" },
  {
    ...NOW,
    id: "claude-sonnet-5",
    name: "Claude Sonnet 5",
    line: "sonnet",
    createdAt: "2026-06-30",
    thinking: "C",
    takesSystemTurns: false,
    minCacheableTokens: 1024,
  },
  { ...NOW, id: "claude-fable-5", name: "Claude Fable 5", line: "fable", createdAt: "2026-06-09" },
  { ...NOW, id: "claude-mythos-5", name: "Claude Mythos 5", line: "mythos", createdAt: "2026-06-09" },
  {
    ...NOW,
    id: "claude-opus-4-8",
    name: "Claude Opus 4.8",
    line: "opus",
    createdAt: "2026-05-28",
    thinking: "D",
    fast: "beta",
    minCacheableTokens: 1024,
  },
  {
    ...NOW,
    id: "claude-opus-4-7",
    name: "Claude Opus 4.7",
    line: "opus",
    createdAt: "2026-04-16",
    thinking: "D",
    takesSystemTurns: false,
    minCacheableTokens: 2048,
  },
  {
    ...NOW,
    id: "claude-mythos-preview",
    name: "Claude Mythos Preview",
    line: "mythos",
    createdAt: "2026-04-07",
    lifecycle: "deprecated",
    takesForcedTools: false,
  },
  {
    ...FOUR_SIX,
    id: "claude-sonnet-4-6",
    name: "Claude Sonnet 4.6",
    line: "sonnet",
    createdAt: "2026-02-17",
    minCacheableTokens: 1024,
  },
  {
    ...FOUR_SIX,
    id: "claude-opus-4-6",
    name: "Claude Opus 4.6",
    line: "opus",
    createdAt: "2026-02-05",
    fast: "ignored",
    minCacheableTokens: 4096,
  },
  {
    ...FOUR_FIVE,
    id: "claude-opus-4-5-20251101",
    aliases: ["claude-opus-4-5"],
    name: "Claude Opus 4.5",
    line: "opus",
    createdAt: "2025-11-24",
    efforts: ["low", "medium", "high"],
  },
  {
    ...FOUR_FIVE,
    id: "claude-haiku-4-5-20251001",
    aliases: ["claude-haiku-4-5"],
    name: "Claude Haiku 4.5",
    line: "haiku",
    createdAt: "2025-10-15",
    keepsThinking: false,
  },
  {
    ...FOUR_FIVE,
    id: "claude-sonnet-4-5-20250929",
    aliases: ["claude-sonnet-4-5"],
    name: "Claude Sonnet 4.5",
    line: "sonnet",
    createdAt: "2025-09-29",
    lifecycle: "deprecated",
    retiresAt: "2026-11-30",
    minCacheableTokens: 1024,
    keepsThinking: false,
  },
  {
    ...RETIRED,
    id: "claude-opus-4-1-20250805",
    aliases: ["claude-opus-4-1"],
    name: "Claude Opus 4.1",
    line: "opus",
    createdAt: "2025-08-05",
  },
  {
    ...FIRST_FOUR,
    id: "claude-opus-4-20250514",
    aliases: ["claude-opus-4-0"],
    name: "Claude Opus 4",
    line: "opus",
    createdAt: "2025-05-14",
  },
  {
    ...FIRST_FOUR,
    id: "claude-sonnet-4-20250514",
    aliases: ["claude-sonnet-4-0"],
    name: "Claude Sonnet 4",
    line: "sonnet",
    createdAt: "2025-05-14",
    maxOutputTokens: 64_000,
  },
  {
    ...THREE_FIVE,
    id: "claude-3-5-haiku-20241022",
    name: "Claude Haiku 3.5",
    line: "haiku",
    createdAt: "2024-10-22",
    minCacheableTokens: 2048,
  },
  { ...THREE_FIVE, id: "claude-3-5-sonnet-20241022", name: "Claude Sonnet 3.5", line: "sonnet", createdAt: "2024-10-22" },
];

const BY_NAME = new Map(MODELS.flatMap((model) => [model.id, ...model.aliases].map((name) => [name, model] as const)));

/** Exact names only: a prefix match would serve one model in the place of another. */
export function modelNamed(name: string): Model | undefined {
  return BY_NAME.get(name);
}
