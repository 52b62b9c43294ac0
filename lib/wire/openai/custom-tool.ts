import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";

/** Claude's tools take objects: the text of a custom tool is the only member of its object. */
const INPUT_SCHEMA = {
  type: "object",
  properties: { input: { type: "string", description: "The whole input of the tool, as plain text." } },
  required: ["input"],
  additionalProperties: false,
};

/** The form of a custom tool's input, in words: Claude cannot enforce grammars. Undefined where any text will do. */
export function grammarInWords(format: unknown): string | undefined {
  if (!isObject(format) || format.type !== "grammar") return undefined;
  const { syntax, definition } = isObject(format.grammar) ? format.grammar : format;
  return `The input must follow this ${typeof syntax === "string" ? syntax : "lark"} grammar:\n${definition}`;
}

export function customInputSchema(): JsonObject {
  return INPUT_SCHEMA;
}

/** The arguments of a call that was made with this text. */
export function customArguments(input: unknown): JsonObject {
  return { input: typeof input === "string" ? input : "" };
}

/** The text of a call to a custom tool; the arguments unchanged where they are cut or not such an object. */
export function customInput(args: string): string {
  const read = parseJson(args);
  return isObject(read) && typeof read.input === "string" ? read.input : args;
}
