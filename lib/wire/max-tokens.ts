import { AppError } from "@/lib/basics/errors";

const DEFAULT_MAX_OUTPUT_TOKENS = 16_384;

/**
 * The longest answer that a call may have, on every route. When it is absent (only OpenAI's formats allow that): 16,384 tokens, or the
 * model's maximum if that is less. Above the model's maximum: `invalid_request`, as the upstream itself would answer. Nothing is shortened
 * silently. 0 warms a cache, as Anthropic defines it.
 */
export function checkedMaxTokens(modelMaximum: number, requested: number | undefined, param: string): number {
  if (requested === undefined) return Math.min(modelMaximum, DEFAULT_MAX_OUTPUT_TOKENS);
  if (requested > modelMaximum) {
    throw new AppError(
      "invalid_request",
      `${param}: ${requested} is more than the ${modelMaximum} tokens that this model can answer with.`,
      {
        param,
      },
    );
  }
  return requested;
}
