import { invalid, isAbsent, requireArray, requireObject, requireString } from "../fields";
import type { JsonObject } from "../json";
import { textOnly, toBlocks } from "../openai/content-parts";
import type { MarkerBook } from "../openai/marker-book";
import type { OpenAiModel } from "../openai/openai-model";
import { type Conversation, type Turn, Turns } from "../openai/turns";
import { UnsupportedParameter } from "../openai/unsupported-parameter";
import { assistantBlocks } from "./assistant-turn";
import { chatPart } from "./chat-part";

/**
 * OpenAI's messages as Anthropic's, every block with its marker where the caller put it. `ignored` receives the places of what
 * cannot be sent.
 */
export function toConversation(messages: unknown, book: MarkerBook, model: OpenAiModel, ignored: string[]): Conversation {
  const turns = new Turns(model, ignored, { thoughts: ".reasoning_details", calls: ".tool_calls" });
  let isNamed = false;
  requireArray(messages, "messages").forEach((each, index) => {
    const param = `messages.${index}`;
    const message = requireObject(each, param);
    if (!isAbsent(message.name)) isNamed = true;
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
      return [toolResult(message, param, book)];
    case "function":
      throw new UnsupportedParameter(`${param}.role`, "use tool_calls and the role tool.");
    default:
      throw invalid(`${param}.role`, "must be system, developer, user, assistant or tool.");
  }
}

function toolResult(message: JsonObject, param: string, book: MarkerBook): JsonObject {
  const result: JsonObject = { type: "tool_result", tool_use_id: requireString(message.tool_call_id, `${param}.tool_call_id`) };
  if (typeof message.content === "string") {
    if (message.content.trim() !== "") result.content = message.content;
  } else if (!isAbsent(message.content)) {
    result.content = toBlocks(message.content, `${param}.content`, book, chatPart);
  }
  return result;
}
