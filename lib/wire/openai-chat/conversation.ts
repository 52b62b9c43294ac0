import { invalid, isAbsent, requireArray, requireObject, requireString, requireText } from "@/lib/wire/fields";
import type { JsonObject } from "@/lib/wire/json";
import { textOnly, toBlocks } from "@/lib/wire/openai/content-parts";
import type { MarkerBook } from "@/lib/wire/openai/marker-book";
import type { OpenAiModel } from "@/lib/wire/openai/openai-model";
import { type Conversation, type Turn, Turns } from "@/lib/wire/openai/turns";
import { assistantBlocks, idOfFunction } from "@/lib/wire/openai-chat/assistant-turn";
import { chatPart } from "@/lib/wire/openai-chat/chat-part";

/**
 * OpenAI's messages as Anthropic's; every block keeps the marker that the caller put on it. `ignored` receives the places of content that
 * cannot be sent.
 */
export function toConversation(messages: unknown, book: MarkerBook, model: OpenAiModel, ignored: string[]): Conversation {
  const turns = new Turns(model, ignored, { thoughts: ".reasoning_details", calls: ".tool_calls" });
  let isNamed = false;
  requireArray(messages, "messages").forEach((each, index) => {
    const param = `messages.${index}`;
    const message = requireObject(each, param);
    if (!isAbsent(message.name) && message.role !== "function") isNamed = true;
    const blocks = blocksOf(message, param, book);
    book.markLast(blocks, message, param);
    turns.add(roleOf(message), blocks, param);
  });
  if (isNamed) ignored.push("messages.*.name");
  return turns.finish("messages");
}

function roleOf({ role }: JsonObject): Turn["role"] {
  if (role === "system" || role === "developer") return "system";
  return role === "assistant" ? "assistant" : "user";
}

function blocksOf(message: JsonObject, param: string, book: MarkerBook): JsonObject[] {
  switch (message.role) {
    case "system":
    case "developer":
      return textOnly(toBlocks(message.content, `${param}.content`, book, chatPart), `${param}.content`, message.role);
    case "user":
      return toBlocks(message.content, `${param}.content`, book, chatPart);
    case "assistant":
      return assistantBlocks(message, param, book);
    case "tool":
      return [toolResult(message, requireString(message.tool_call_id, `${param}.tool_call_id`), param, book)];
    case "function":
      return [toolResult(message, idOfFunction(requireText(message.name, `${param}.name`)), param, book)];
    default:
      throw invalid(`${param}.role`, "must be system, developer, user, assistant or tool.");
  }
}

function toolResult(message: JsonObject, callId: string, param: string, book: MarkerBook): JsonObject {
  const result: JsonObject = { type: "tool_result", tool_use_id: callId };
  if (typeof message.content === "string") {
    if (message.content.trim() !== "") result.content = message.content;
  } else if (!isAbsent(message.content)) {
    result.content = toBlocks(message.content, `${param}.content`, book, chatPart);
  }
  return result;
}
