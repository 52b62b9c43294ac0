import type { ModelCapabilities } from "@/lib/basics/model-capabilities";
import type { OpenAiModel } from "@/lib/wire/openai/openai-model";

const OLDER: ModelCapabilities = {
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
const NEWER: ModelCapabilities = {
  ...OLDER,
  tokenizer: "since_4_7",
  thinkingDisplay: "omitted",
  efforts: ["low", "medium", "high", "xhigh", "max"],
  defaultEffort: "high",
  sampling: "none",
  takesPrefill: false,
};

export const SONNET_4_5: OpenAiModel = { id: "claude-sonnet-4-5", maxOutputTokens: 64_000, capabilities: OLDER };

export const HAIKU_3_5: OpenAiModel = {
  id: "claude-3-5-haiku-20241022",
  maxOutputTokens: 8192,
  capabilities: { ...OLDER, thinking: "none", thinkingDisplay: null, sampling: "any", takesStructuredOutput: false },
};

export const SONNET_4_6: OpenAiModel = {
  id: "claude-sonnet-4-6",
  maxOutputTokens: 128_000,
  capabilities: { ...OLDER, thinking: "adaptive_or_budget", efforts: ["low", "medium", "high", "max"], takesPrefill: false },
};

export const OPUS_5: OpenAiModel = {
  id: "claude-opus-5",
  maxOutputTokens: 128_000,
  capabilities: { ...NEWER, thinking: "adaptive_unless_low", takesSystemInMessages: true },
};

export const OPUS_5_5: OpenAiModel = {
  id: "claude-opus-5-5",
  maxOutputTokens: 128_000,
  capabilities: { ...NEWER, thinking: "adaptive_always", bindsThinking: true, takesForcedToolChoice: false },
};

export const SONNET_5_5: OpenAiModel = {
  id: "claude-sonnet-5-5",
  maxOutputTokens: 128_000,
  capabilities: { ...OPUS_5_5.capabilities, takesBetweenToolsThinking: true },
};
