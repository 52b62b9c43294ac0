import type { Usage } from "@/lib/basics/tokens";
import { chatUsage } from "@/lib/wire/openai/usage";

/** OpenAI's counts under the names of this format, with Anthropic's own counts beside them. */
export function responsesUsage(usage: Usage) {
  const { prompt_tokens, completion_tokens, prompt_tokens_details, completion_tokens_details, ...others } = chatUsage(usage);
  return {
    input_tokens: prompt_tokens,
    input_tokens_details: prompt_tokens_details,
    output_tokens: completion_tokens,
    output_tokens_details: completion_tokens_details,
    ...others,
  };
}
