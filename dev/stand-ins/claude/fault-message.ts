import type { Message, Usage } from "@anthropic-ai/sdk/resources/messages";
import { hasChinese, longAnswerText } from "./answer-text";
import type { FaultOptions } from "./fault";

type Changed = Message & { usage: Usage & { iterations?: unknown[] } };

const ABSURD_TOKENS = 9_000_000_000_000;
const REFUSED = { type: "refusal", category: "cyber", explanation: "The request was declined by the stand-in." } as const;

/** Answers of the right shape with wrong content or usage, by name. */
export const MESSAGE_FAULTS: Record<string, (message: Message, options: FaultOptions) => Changed> = {
  "refusal-before-output": (message) => ({
    ...message,
    content: [],
    stop_reason: "refusal",
    stop_details: REFUSED,
    usage: { ...message.usage, output_tokens: 1, output_tokens_details: null },
  }),
  "refusal-after-output": (message) => ({ ...message, stop_reason: "refusal", stop_details: REFUSED }),
  "oversized-output": (message, options) => {
    const tokens = options.tokens ?? 20_000;
    const isChinese = message.content.some((block) => block.type === "text" && hasChinese(block.text));
    const text = longAnswerText(isChinese ? "长" : "long", tokens * (isChinese ? 1 : 4));
    return { ...message, content: [{ type: "text", text, citations: null }], usage: { ...message.usage, output_tokens: tokens } };
  },
  iterations: (message, options) => ({
    ...message,
    usage: {
      ...message.usage,
      iterations: options.iterations ?? [
        { type: "compaction", input_tokens: 90_000, output_tokens: 1200, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
        { type: "message", ...sums(message.usage) },
      ],
    },
  }),
  "usage-missing": (message) => ({ ...message, usage: undefined as unknown as Usage }),
  "usage-absurd": (message) => ({ ...message, usage: { ...message.usage, output_tokens: ABSURD_TOKENS } }),
  "usage-negative": (message) => ({ ...message, usage: { ...message.usage, output_tokens: -5 } }),
  "usage-no-split": (message) => ({ ...message, usage: { ...message.usage, cache_creation: null } }),
  usage: (message, options) => ({
    ...message,
    model: (options.model ?? message.model) as Message["model"],
    usage: { ...message.usage, ...options.usage } as Usage,
  }),
};

function sums({ input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens }: Usage) {
  return { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens };
}
