import type { Dialect } from "@/lib/relay/dialect";
import { addCacheControl, mappedHeaders } from "@/lib/relay/mapped-headers";
import { ChatStream } from "@/lib/wire/openai-chat/chat-stream";
import { toChatCompletion } from "@/lib/wire/openai-chat/completion";
import { parseChatRequest, toMessagesCall } from "@/lib/wire/openai-chat/request";

/** `POST /chat/completions`: mapped to Messages on the way up, and back on the way down. */
export const chatDialect: Dialect = {
  endpoint: "chat/completions",
  format: "openai",
  read(body, { at, headers }, findModel) {
    const chat = parseChatRequest(body);
    addCacheControl(chat.fields, headers);
    const { includeUsage } = chat;
    const model = findModel(chat.modelId);
    const request = toMessagesCall(chat, model);
    const createdSeconds = Math.floor(at.getTime() / 1_000);
    return {
      model,
      request,
      ...mappedHeaders(request),
      wholeAnswer: (bytes, message, usage) => JSON.stringify(toChatCompletion(bytes, message, { model: model.id, createdSeconds, usage })),
      answerStream: (meter) => new ChatStream(meter, { model: model.id, createdSeconds, includeUsage }),
    };
  },
};
