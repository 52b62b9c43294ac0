import { invalid } from "./errors";
import { type Block, blocksOf, type MessagesRequest } from "./request";

/** An escaped backslash, a pair of escapes, or half of one. */
const ESCAPES = /\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}/g;
const HALF_LENGTH = 6;

/** The original reads JSON as Unicode: half of a surrogate pair is no character. */
export function refuseHalves(json: string): void {
  if (!/\\u[dD]/.test(json)) return;
  for (const { 0: found, index } of json.matchAll(ESCAPES))
    if (found.length === HALF_LENGTH)
      throw invalid(`The request body is not valid JSON: no low surrogate in string: line 1 column ${index + 1} (char ${index})`);
}

/** Text has to say something, and an answer that is to be continued may not end in a blank. */
export function checkTexts({ system, messages }: MessagesRequest): void {
  for (const [index, block] of blocksOf(system).entries()) if (isBlank(block)) throw blank(`system.${index}`);
  for (const [turnIndex, { content }] of messages.entries())
    for (const [index, block] of blocksOf(content).entries()) {
      if (isBlank(block)) throw blank(`messages.${turnIndex}.content.${index}`);
      if (block.type === "tool_result" && Array.isArray(block.content) && (block.content as Block[]).some(isBlank))
        throw blank(`messages.${turnIndex}.content.${index}.tool_result.content`);
    }
  const last = messages.at(-1);
  const text = last?.role === "assistant" ? blocksOf(last.content).at(-1)?.text : undefined;
  if (text !== undefined && text !== text.trimEnd()) throw invalid("messages: final assistant content cannot end with trailing whitespace");
}

function isBlank({ type, text, cache_control: marker }: Block): boolean {
  return type === "text" && !marker && typeof text === "string" && text.trim() === "";
}

function blank(at: string) {
  return invalid(`${at}: text content blocks must contain non-whitespace text`);
}
