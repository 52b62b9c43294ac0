import type { Dialect } from "@/lib/relay/dialect";
import type { RequestHeaders } from "@/lib/relay/request";
import { MessagesStream } from "@/lib/wire/anthropic/messages-stream";
import { parseMessagesCall } from "@/lib/wire/anthropic/request";
import { maxTokensWithin } from "@/lib/wire/max-tokens";

const DEFAULT_VERSION = "2023-06-01";

/** `POST /messages`: the caller's bytes go upstream and the upstream's bytes come back, unchanged. */
export const messagesDialect: Dialect = {
  endpoint: "messages",
  format: "anthropic",
  read(body, { headers }, findModel) {
    const request = parseMessagesCall(body);
    const model = findModel(request.modelId);
    maxTokensWithin(model.maxOutputTokens, request.maxTokens, "max_tokens");
    return {
      model,
      request,
      upstreamHeaders: upstreamHeaders(headers),
      wholeAnswer: (bytes) => bytes,
      answerStream: (meter) => new MessagesStream(meter),
    };
  },
};

/** Both are open sets: they go up as they came. */
export function upstreamHeaders(headers: RequestHeaders): Record<string, string> {
  const sent: Record<string, string> = { "anthropic-version": headers["anthropic-version"] ?? DEFAULT_VERSION };
  if (headers["anthropic-beta"]) sent["anthropic-beta"] = headers["anthropic-beta"];
  return sent;
}
