/** The effort levels of a model's thinking; `xhigh` exists since 4.7, `max` since 4.6. */
const EFFORTS = ["low", "medium", "high", "xhigh", "max"] as const;
export type Effort = (typeof EFFORTS)[number];

/**
 * Which `thinking` parameter a model takes (Anthropic documentation, November 2026):
 * - `adaptive_always`: adaptive and always on; `disabled` and `enabled` are refused
 * - `adaptive_unless_low`: adaptive, on by default; `disabled` only with effort up to high; `enabled` is refused
 * - `adaptive_default`: adaptive, on by default; `disabled` is fine; `enabled` is refused
 * - `adaptive_optional`: adaptive on request, off by default; `enabled` is refused
 * - `adaptive_or_budget`: adaptive on request, or `enabled` with a budget; off by default
 * - `budget`: `enabled` with `budget_tokens` only; `adaptive` is refused; off by default
 * - `none`: no thinking
 */
export type ThinkingClass =
  | "adaptive_always"
  | "adaptive_unless_low"
  | "adaptive_default"
  | "adaptive_optional"
  | "adaptive_or_budget"
  | "budget"
  | "none";

/** What a model accepts beyond its sizes. It is stored as JSON beside the model and read where a request is mapped. */
export type ModelCapabilities = {
  /** The same text has about 30% more tokens since 4.7: one family is never estimated with the other's ratio. */
  tokenizer: "before_4_7" | "since_4_7";
  thinking: ThinkingClass;
  /** `{"type":"between_tools"}` at effort up to high. */
  takesBetweenToolsThinking: boolean;
  /** What happens to the text of thinking when the request does not say; null where a model does not think. */
  thinkingDisplay: "omitted" | "summarized" | null;
  /** Thinking that is sent back is bound to everything before it; takes `block_binding` with its beta (from Fable 5.1 on). */
  bindsThinking: boolean;
  /** Accepted values of `output_config.effort`; empty where the parameter is refused. */
  efforts: Effort[];
  defaultEffort: Effort | null;
  /** `temperature`, `top_p`, `top_k`: refused, any, or temperature and top_p not both. */
  sampling: "none" | "any" | "temperature_or_top_p";
  /** `tool_choice` of `any` or `tool`. Every model refuses it beside manual thinking. */
  takesForcedToolChoice: boolean;
  /** The last message may be the assistant's. */
  takesPrefill: boolean;
  /** Role `system` inside `messages`. False where it is not confirmed. */
  takesSystemInMessages: boolean;
  /** `output_config.format` with a JSON schema. */
  takesStructuredOutput: boolean;
  /** `speed: "fast"`: refused (or run at standard speed), accepted, or accepted only with the beta header. */
  fastMode: "no" | "yes" | "with_beta";
  /** `inference_geo: "us"`. */
  takesUsInference: boolean;
};
