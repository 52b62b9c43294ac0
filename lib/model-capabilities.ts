/** How hard a model may be asked to think, weakest first. */
export const EFFORT_LEVELS = ["low", "medium", "high", "xhigh", "max"] as const;
export type EffortLevel = (typeof EFFORT_LEVELS)[number];

/**
 * A: adaptive, always on. B: adaptive by default, may be disabled up to effort high. C: adaptive by default, may be disabled.
 * D: adaptive on request. E: adaptive or with a budget, on request. F: only with a budget. N: none.
 */
export type ThinkingClass = "A" | "B" | "C" | "D" | "E" | "F" | "N";

/** What a model accepts in a request. Sending it anything else is refused upstream. */
export type ModelCapabilities = {
  thinkingClass: ThinkingClass;
  effortLevels: readonly EffortLevel[];
  /** Null when the model knows no effort. */
  defaultEffort: EffortLevel | null;
  /** Whether thinking can be limited to the space between tool calls, where it cannot be switched off. */
  allowsThinkingBetweenTools: boolean;
  /** Temperature and top_p: "both", "one" (not in the same request) or "none". */
  allowsSampling: "both" | "one" | "none";
  allowsForcedToolChoice: boolean;
  /** Whether the conversation may end with the beginning of the answer. */
  allowsPrefill: boolean;
  allowsStructuredOutputs: boolean;
  /** Prompts below this size are not cached, without an error. */
  minCacheableTokens: number;
};
