import type { Dialect, ReadCall } from "@/lib/relay/call/dialect";
import { addCacheControl, isStrict, mappedHeaders } from "@/lib/relay/reception/mapped-headers";
import type { MappedCall } from "@/lib/wire/openai/mapped-call";
import { ChatStream } from "@/lib/wire/openai-chat/chat-stream";
import { toChatCompletion } from "@/lib/wire/openai-chat/completion";
import { type ChatRequest, chatToMessages, parseChatRequest } from "@/lib/wire/openai-chat/request";

type ReadChat = ReadCall & { request: MappedCall } & Pick<ChatRequest, "includeUsage" | "hasFunctions">;

/** `POST /chat/completions`: the request is mapped to Messages, and the answer back. */
export const chatDialect: Dialect<ReadChat> = {
  endpoint: "chat/completions",
  format: "openai",
  read(body, headers, findModel) {
    const chat = parseChatRequest(body);
    addCacheControl(chat.fields, headers);
    const model = findModel(chat.modelId);
    const { includeUsage, hasFunctions } = chat;
    return { model, request: chatToMessages(chat, model, { isStrict: isStrict(headers) }), includeUsage, hasFunctions };
  },
  parsed({ model, request, includeUsage, hasFunctions }, { at }) {
    const head = { model: model.id, createdSeconds: Math.floor(at.getTime() / 1_000), toolNames: request.toolNames, hasFunctions };
    return {
      model,
      request,
      ...mappedHeaders(request),
      wholeAnswer: (bytes, message, usage) => JSON.stringify(toChatCompletion(bytes, message, { ...head, usage })),
      answerStream: (meter) => new ChatStream(meter, { ...head, includeUsage }),
    };
  },
};
