import { randomBytes } from "node:crypto";
import { OBJECT } from "@/lib/json-bytes/json-scan";
import { elementsOf, memberNamed, membersOf, memberValue } from "@/lib/json-bytes/json-text";
import { isAbsent, requireString, requireText } from "@/lib/wire/fields";
import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";
import { nameUpstream } from "@/lib/wire/openai/tool-names";
import type { Turn } from "@/lib/wire/openai/turns";
import { withWholeCharacters } from "@/lib/wire/openai/whole-characters";

const NO_ARGUMENTS = "{}";
// The key that Anthropic's documentation gives for input that is no object (fine-grained tool streaming, November 2026).
const INVALID_JSON = "INVALID_JSON";
/** Stands for arguments until the request is written. It is random, so that no caller can write it. */
const MARK = randomBytes(12).toString("hex");

/** Arguments that go upstream verbatim: parsing and writing them again would round large numbers and sort keys. */
class ArgumentsText {
  constructor(readonly text: string) {}

  toJSON(): string {
    return MARK;
  }
}

/**
 * A call that the assistant made. OpenAI treats arguments as opaque text: text that is not a JSON object, such as a call that was cut
 * short, goes upstream inside one. Empty means no arguments.
 */
export function toolUseBlock(
  call: { id: unknown; name: unknown; namespace?: unknown; args: unknown },
  params: { id: string; name: string; args: string },
): JsonObject {
  return {
    type: "tool_use",
    id: requireString(call.id, params.id),
    name: nameUpstream(requireText(call.name, params.name), call.namespace),
    input: inputOf(call.args, params.args),
  };
}

/** The request as JSON, with the arguments of these turns' tool uses as their callers wrote them. */
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

/** The blocks of an answer. Each tool use gets its `arguments`: the text of the input as the upstream wrote it. */
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

function inputOf(args: unknown, param: string): ArgumentsText | JsonObject {
  if (isAbsent(args)) return {};
  if (isObject(args)) return args;
  const text = requireString(args, param);
  if (text.trim() === "") return {};
  return isObject(parseJson(text)) ? new ArgumentsText(withWholeCharacters(text)) : { [INVALID_JSON]: text };
}
