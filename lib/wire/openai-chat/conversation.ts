import { invalid, isAbsent, requireArray, requireObject, requireText } from "../fields";
import type { JsonObject } from "../json";
import { assistantBlocks } from "./assistant-turn";
import { toBlocks } from "./content-parts";
import type { MarkerBook } from "./marker-book";
import { UnsupportedParameter } from "./unsupported-parameter";

export type Turn = { role: "user" | "assistant"; content: JsonObject[] };
export type Conversation = { system: JsonObject[]; turns: Turn[] };

/**
 * OpenAI's messages as Anthropic's. System and developer messages become one system block each, so that every marker keeps
 * its place; those in the middle of the conversation follow the others there. Neighbours of one role form one turn.
 */
export function toConversation(messages: unknown, book: MarkerBook): Conversation {
  const system: JsonObject[] = [];
  const turns: Turn[] = [];
  requireArray(messages, "messages").forEach((each, index) => {
    const param = `messages.${index}`;
    const message = requireObject(each, param);
    const blocks = blocksOf(message, param, book);
    book.markLast(blocks, message, param);
    if (message.role === "system" || message.role === "developer") system.push(...blocks);
    else addToTurns(turns, message.role === "assistant" ? "assistant" : "user", blocks);
  });
  if (turns.length === 0) throw invalid("messages", "there must be at least one user message that is not empty.");
  return { system, turns: turns.map(resultsFirst) };
}

function blocksOf(message: JsonObject, param: string, book: MarkerBook): JsonObject[] {
  switch (message.role) {
    case "system":
    case "developer":
      return systemBlocks(message, param, book);
    case "user":
      return toBlocks(message.content, `${param}.content`, book);
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

function systemBlocks(message: JsonObject, param: string, book: MarkerBook): JsonObject[] {
  const blocks = toBlocks(message.content, `${param}.content`, book);
  if (blocks.some((block) => block.type !== "text")) throw invalid(`${param}.content`, `a ${message.role} message can only hold text.`);
  return blocks;
}

function toolResult(message: JsonObject, param: string, book: MarkerBook): JsonObject {
  const result: JsonObject = { type: "tool_result", tool_use_id: requireText(message.tool_call_id, `${param}.tool_call_id`) };
  if (typeof message.content === "string" && message.content !== "") result.content = message.content;
  else if (!isAbsent(message.content) && message.content !== "") result.content = toBlocks(message.content, `${param}.content`, book);
  return result;
}

function addToTurns(turns: Turn[], role: Turn["role"], blocks: JsonObject[]): void {
  if (blocks.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === role) last.content.push(...blocks);
  else turns.push({ role, content: [...blocks] });
}

/** The upstream wants the results of tools at the head of their turn. */
function resultsFirst(turn: Turn): Turn {
  const results = turn.content.filter((block) => block.type === "tool_result");
  if (results.length === 0) return turn;
  return { ...turn, content: [...results, ...turn.content.filter((block) => block.type !== "tool_result")] };
}
