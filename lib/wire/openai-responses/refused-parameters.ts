import { isAbsent, optionalBoolean, requireArray, requireObject } from "@/lib/wire/fields";
import type { JsonObject } from "@/lib/wire/json";
import { NO_LOGPROBS, namesBeyond, refuseNamed, UnsupportedParameter } from "@/lib/wire/openai/unsupported-parameter";

const HONOURED = new Set([
  "model",
  "input",
  "instructions",
  "stream",
  "stream_options",
  "max_output_tokens",
  "temperature",
  "top_p",
  "top_k",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "reasoning",
  "thinking",
  "text",
  "include",
  "store",
  "background",
  "metadata",
  "cache_control",
  "prompt_cache_key",
  "prompt_cache_options",
  "user",
  "safety_identifier",
  "top_logprobs",
  // What Codex says about itself.
  "client_metadata",
]);

const UNSUPPORTED: Record<string, string> = {
  previous_response_id: "conversations are not stored here, so that none can be gone on with by an id; send the whole of it as input.",
  conversation: "conversations are not stored here; send the whole conversation as input.",
  prompt: "prompts are not stored here; send instructions and input.",
};

/** Throws for a request that cannot be fulfilled: an answer that ignored it would not be the requested one. */
export function refuseUnsupportedResponses(fields: JsonObject): void {
  refuseNamed(fields, UNSUPPORTED);
  if (optionalBoolean(fields.background, "background")) throw new UnsupportedParameter("background", "calls are answered while you wait.");
  if (!isAbsent(fields.top_logprobs) && fields.top_logprobs !== 0) throw new UnsupportedParameter("top_logprobs", NO_LOGPROBS);
  const included = isAbsent(fields.include) ? [] : requireArray(fields.include, "include");
  if (included.includes("message.output_text.logprobs")) throw new UnsupportedParameter("include", NO_LOGPROBS);
}

/** Names of parameters without an equivalent, such as `service_tier`. The answer fits the request without them, and a header names them. */
export function ignoredResponsesParameters(fields: JsonObject): string[] {
  const ignored = namesBeyond(fields, HONOURED);
  // The only behaviour here: a conversation that is too long is refused.
  if (fields.truncation === "disabled") ignored.splice(ignored.indexOf("truncation"), 1);
  if (!isAbsent(fields.text) && !isAbsent(requireObject(fields.text, "text").verbosity)) ignored.push("text.verbosity");
  return ignored;
}
