import { invalid } from "./errors";
import { type Block, blocksOf, type MessagesRequest } from "./request";

/** An escaped backslash, a pair of escapes, or half of one. */
const ESCAPES = /\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}/g;
const HALF_LENGTH = 6;

/** The original reads JSON as Unicode: half of a surrogate pair is not a character. */
export function refuseHalves(json: string): void {
  if (!/\\u[dD]/.test(json)) return;
  for (const { 0: found, index } of json.matchAll(ESCAPES))
    if (found.length === HALF_LENGTH)
      throw invalid(`The request body is not valid JSON: no low surrogate in string: line 1 column ${index + 1} (char ${index})`);
}

/** Text must have content, and an answer to be continued may not end in whitespace. */
export function checkTexts({ system, messages }: MessagesRequest): void {
  checkContent("system", system);
  for (const { content } of messages) {
    checkContent("messages", content);
    for (const block of Array.isArray(content) ? content : [])
      if (block.type === "tool_result" && Array.isArray(block.content)) checkContent("messages", block.content as Block[]);
  }
  const last = messages.at(-1);
  const text = last?.role === "assistant" ? blocksOf(last.content).at(-1)?.text : undefined;
  if (text !== undefined && text !== text.trimEnd()) throw invalid("messages: final assistant content cannot end with trailing whitespace");
}

/** A blank block is accepted beside one with content; an empty one never is. Blank blocks with a marker have a message of their own. */
function checkContent(where: "system" | "messages", content: string | Block[] | undefined): void {
  // The checks of its place handle wholly empty content.
  if (content === "") return;
  const texts = blocksOf(content).flatMap((block) => (block.type === "text" && !block.cache_control ? [String(block.text)] : []));
  if (texts.includes("")) throw invalid(`${where}: text content blocks must be non-empty`);
  if (texts.length > 0 && texts.every((text) => text.trim() === ""))
    throw invalid(`${where}: text content blocks must contain non-whitespace text`);
}
