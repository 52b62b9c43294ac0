import { isAbsent } from "@/lib/wire/fields";
import type { JsonObject } from "@/lib/wire/json";
import { NO_LOGPROBS, namesBeyond, refuseNamed, UnsupportedParameter } from "@/lib/wire/openai/unsupported-parameter";

const HONOURED = new Set([
  "model",
  "messages",
  "stream",
  "stream_options",
  "max_tokens",
  "max_completion_tokens",
  "stop",
  "temperature",
  "top_p",
  "top_k",
  "tools",
  "tool_choice",
  "functions",
  "function_call",
  "web_search_options",
  "parallel_tool_calls",
  "response_format",
  "reasoning_effort",
  "reasoning",
  "thinking",
  "cache_control",
  "prompt_cache_key",
  "prompt_cache_options",
  "user",
  "safety_identifier",
  "n",
  "logprobs",
  "top_logprobs",
  "modalities",
]);

const UNSUPPORTED: Record<string, string> = {
  audio: "this model does not speak.",
};

/** Throws for a request that cannot be fulfilled: an answer that ignored it would not be the requested one. */
export function refuseUnsupportedChat(fields: JsonObject): void {
  refuseNamed(fields, UNSUPPORTED);
  if (!isAbsent(fields.n) && fields.n !== 1)
    throw new UnsupportedParameter("n", "this model gives one answer at a time; make one call for each.");
  if (!isAbsent(fields.logprobs) && fields.logprobs !== false) throw new UnsupportedParameter("logprobs", NO_LOGPROBS);
  if (!isAbsent(fields.top_logprobs) && fields.top_logprobs !== 0) throw new UnsupportedParameter("top_logprobs", NO_LOGPROBS);
  const { modalities } = fields;
  if (!isAbsent(modalities) && !(Array.isArray(modalities) && modalities.every((each) => each === "text"))) {
    throw new UnsupportedParameter("modalities", 'this model answers with ["text"] only.');
  }
}

/** Names of parameters without an equivalent, such as `seed`. The answer fits the request without them, and a header names them. */
export function ignoredChatParameters(fields: JsonObject): string[] {
  return namesBeyond(fields, HONOURED);
}
