import type { Effort, ModelCapabilities } from "@/lib/basics/model-capabilities";

// Anthropic's documentation and clients as of November 2026. An unconfirmed capability is false.
const ALL_EFFORTS: Effort[] = ["low", "medium", "high", "xhigh", "max"];

/** The common capabilities of the fifth generation. */
const fifth: ModelCapabilities = {
  tokenizer: "since_4_7",
  thinking: "adaptive_always",
  takesBetweenToolsThinking: false,
  thinkingDisplay: "omitted",
  bindsThinking: false,
  efforts: ALL_EFFORTS,
  defaultEffort: "high",
  sampling: "none",
  takesForcedToolChoice: true,
  takesPrefill: false,
  takesSystemInMessages: false,
  takesStructuredOutput: true,
  fastMode: "no",
  takesUsInference: true,
};

/** The common capabilities of models with a thinking budget. */
const budget: ModelCapabilities = {
  tokenizer: "before_4_7",
  thinking: "budget",
  takesBetweenToolsThinking: false,
  thinkingDisplay: "summarized",
  bindsThinking: false,
  efforts: [],
  defaultEffort: null,
  sampling: "temperature_or_top_p",
  takesForcedToolChoice: true,
  takesPrefill: true,
  takesSystemInMessages: false,
  takesStructuredOutput: true,
  fastMode: "no",
  takesUsInference: false,
};

export const fable5: ModelCapabilities = { ...fifth, takesSystemInMessages: true };
export const fable51: ModelCapabilities = { ...fable5, bindsThinking: true, takesForcedToolChoice: false };
export const fable52: ModelCapabilities = { ...fable51, fastMode: "yes" };
export const opus55: ModelCapabilities = {
  ...fifth,
  bindsThinking: true,
  defaultEffort: "medium",
  takesForcedToolChoice: false,
  fastMode: "yes",
};
export const sonnet55: ModelCapabilities = { ...fifth, bindsThinking: true, takesBetweenToolsThinking: true, takesForcedToolChoice: false };
export const haiku55: ModelCapabilities = { ...fifth, bindsThinking: true, thinking: "adaptive_unless_low", defaultEffort: "medium" };
export const opus5: ModelCapabilities = { ...fifth, thinking: "adaptive_unless_low", takesSystemInMessages: true, fastMode: "with_beta" };
export const sonnet5: ModelCapabilities = { ...fifth, thinking: "adaptive_default" };
export const opus47: ModelCapabilities = { ...fifth, thinking: "adaptive_optional" };
export const opus48: ModelCapabilities = { ...opus47, takesSystemInMessages: true, fastMode: "with_beta" };
export const generation46: ModelCapabilities = {
  ...budget,
  thinking: "adaptive_or_budget",
  efforts: ["low", "medium", "high", "max"],
  defaultEffort: "high",
  takesPrefill: false,
  takesUsInference: true,
};
export const opus45: ModelCapabilities = { ...budget, efforts: ["low", "medium", "high"], defaultEffort: "high" };
export const generation45: ModelCapabilities = budget;
export const opus41: ModelCapabilities = { ...budget, takesStructuredOutput: false };
export const generation4: ModelCapabilities = { ...opus41, sampling: "any" };
export const generation35: ModelCapabilities = { ...generation4, thinking: "none", thinkingDisplay: null };
