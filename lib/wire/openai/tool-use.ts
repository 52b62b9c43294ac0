import { randomBytes } from "node:crypto";
import { invalid, isAbsent, requireText } from "../fields";
import { isObject, type JsonObject, parseJson } from "../json";
import { OBJECT } from "../json-scan";
import { elementsOf, memberNamed, membersOf, memberValue } from "../json-text";
import type { Turn } from "./turns";

const NO_ARGUMENTS = "{}";
/** What stands for arguments until the request is written; nobody outside can write it. */
const MARK = randomBytes(12).toString("hex");

/** Arguments on their way up in their own words: parsed and written again, large numbers would be rounded and keys sorted. */
class ArgumentsText {
  constructor(readonly text: string) {}

  toJSON(): string {
    return MARK;
  }
}

/** A call that the assistant made. The arguments are the text of a JSON object; empty means no arguments. */
export function toolUseBlock(
  call: { id: unknown; name: unknown; args: unknown },
  params: { id: string; name: string; args: string },
): JsonObject {
  return {
    type: "tool_use",
    id: requireText(call.id, params.id),
    name: requireText(call.name, params.name),
    input: inputOf(call.args, params.args),
  };
}

/** The request as JSON, with the arguments of these turns' tool uses put in as their callers wrote them. */
export function withArguments(request: string, turns: Turn[]): string {
  const texts: string[] = [];
  for (const { role, content } of turns) {
    if (role !== "assistant") continue;
    for (const { input } of content) if (input instanceof ArgumentsText) texts.push(input.text);
  }
  if (texts.length === 0) return request;
  return request
    .split(`"${MARK}"`)
    .map((piece, index) => piece + (texts[index] ?? ""))
    .join("");
}

/** The blocks of an answer, its tool uses with their `arguments`: the text of the input as the upstream wrote it. */
export function withArgumentTexts(blocks: JsonObject[], answer: Buffer): JsonObject[] {
  if (!blocks.some(isToolUse)) return blocks;
  const texts = inputTexts(answer).values();
  return blocks.map((block) => (isToolUse(block) ? { ...block, arguments: texts.next().value ?? NO_ARGUMENTS } : block));
}

function inputTexts(answer: Buffer): string[] {
  const content = memberNamed(membersOf(answer), "content");
  const blocks = content ? elementsOf(answer, content.valueFrom) : [];
  return blocks.flatMap(({ from }) => {
    const members = answer[from] === OBJECT ? membersOf(answer, from) : [];
    if (memberValue(answer, memberNamed(members, "type")) !== "tool_use") return [];
    const input = memberNamed(members, "input");
    const text = input ? answer.toString("utf8", input.valueFrom, input.to) : NO_ARGUMENTS;
    return text === "null" ? NO_ARGUMENTS : text;
  });
}

function isToolUse({ type }: JsonObject): boolean {
  return type === "tool_use";
}

function inputOf(text: unknown, param: string): ArgumentsText | JsonObject {
  if (isAbsent(text) || text === "") return {};
  const input = typeof text === "string" ? parseJson(text) : undefined;
  if (typeof text !== "string" || !isObject(input)) throw invalid(param, "must be the text of a JSON object.");
  // Half a surrogate pair cannot be sent as it is: written by the parser, it is an escape.
  return text.isWellFormed() ? new ArgumentsText(text) : input;
}
