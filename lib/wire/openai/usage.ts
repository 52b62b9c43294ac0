import { promptTokens, type Usage } from "@/lib/basics/tokens";

/**
 * OpenAI's counts, whose prompt includes the cached tokens, with Anthropic's own counts beside them. They are always numbers, so any client
 * can read `usage.cache_read_input_tokens`.
 */
export function chatUsage({ tokens, thinkingTokens }: Usage) {
  const { cacheWrite5m, cacheWrite1h, cacheRead, output } = tokens;
  const prompt = promptTokens(tokens);
  const cacheWrite = cacheWrite5m + cacheWrite1h;
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    prompt_tokens_details: { cached_tokens: cacheRead, cache_write_tokens: cacheWrite },
    completion_tokens_details: { reasoning_tokens: thinkingTokens ?? 0 },
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: cacheWrite5m, ephemeral_1h_input_tokens: cacheWrite1h },
  };
}

/** The same for a whole answer. OpenAI's own API also lists kinds of tokens that Claude does not have. */
export function wholeChatUsage(usage: Usage) {
  const counts = chatUsage(usage);
  return {
    ...counts,
    prompt_tokens_details: { ...counts.prompt_tokens_details, audio_tokens: 0 },
    completion_tokens_details: {
      ...counts.completion_tokens_details,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
