import type { Dialect } from "@/lib/relay/call/dialect";
import type { RequestHeaders } from "@/lib/relay/call/request";
import { MessagesStream } from "@/lib/wire/anthropic/messages-stream";
import { parseMessagesCall } from "@/lib/wire/anthropic/request";
import { checkedMaxTokens } from "@/lib/wire/max-tokens";

const DEFAULT_VERSION = "2023-06-01";

/** `POST /messages`: the caller's bytes go upstream and the upstream's bytes come back, unchanged. */
export const messagesDialect: Dialect = {
  endpoint: "messages",
  format: "anthropic",
  read(body, _, findModel) {
    const request = parseMessagesCall(body);
    const model = findModel(request.modelId);
    checkedMaxTokens(model.maxOutputTokens, request.maxTokens, "max_tokens");
    return { model, request };
  },
  parsed({ model, request }, { headers }) {
    return {
      model,
      request,
      upstreamHeaders: upstreamHeaders(headers),
      wholeAnswer: (bytes) => bytes,
      answerStream: (meter) => new MessagesStream(meter),
    };
  },
};

const PASSED = /^(anthropic-|x-claude-code-)/;
/** Headers that name an account or a person of the operator, and headers that matter only between a browser and us. */
const KEPT_BACK = new Set([
  "anthropic-organization-id",
  "anthropic-workspace-id",
  "anthropic-user-profile-id",
  "anthropic-dangerous-direct-browser-access",
]);

/** Passes a client's headers for Anthropic on unchanged, including unknown ones. Nothing else is passed on, above all not the key. */
export function upstreamHeaders(headers: RequestHeaders): Record<string, string> {
  const sent: Record<string, string> = { "anthropic-version": DEFAULT_VERSION };
  for (const name in headers) {
    const value = headers[name];
    if (value && PASSED.test(name) && !KEPT_BACK.has(name)) sent[name] = value;
  }
  return sent;
}
