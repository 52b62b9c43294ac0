import { optionalText, requireObject, requireText } from "@/lib/wire/fields";
import { isObject, type JsonObject } from "@/lib/wire/json";
import { UnsupportedParameter } from "@/lib/wire/openai/unsupported-parameter";
import { isWebSearch } from "@/lib/wire/openai/web-search";

/** Where a format puts a function's definition and name: `.function` inside the tool (chat), or "" for the tool itself (responses). */
export type FunctionPlace = ".function" | "";

/** A tool and the place where the caller wrote it. */
export type PlacedTool = { tool: JsonObject; namespace?: string; param: string };

/** The object that defines a tool, with the places of its parts. */
type Definition = { owner: JsonObject; param: string; name: string; description: string | undefined };

/** The meaning of an offered tool for Claude. Only their own provider runs tools of kind `other`. */
export type ReadTool =
  | (Definition & { kind: "function"; schema: unknown; schemaParam: string })
  | (Definition & { kind: "custom"; format: unknown })
  | { kind: "web_search" }
  | { kind: "other" };

/**
 * Reads a tool in any shape that clients send: either of OpenAI's formats, nested or flat, and Anthropic's own. Throws `invalid_request`
 * for anything that is not a tool.
 */
export function readTool({ tool, param }: PlacedTool, inside: FunctionPlace): ReadTool {
  const { type } = tool;
  if (isObject(tool.input_schema) && (type === undefined || type === "custom" || type === "function")) {
    return functionIn(tool, param, "input_schema");
  }
  if (type === "function" || (type === undefined && (isObject(tool.function) || typeof tool.name === "string"))) {
    const isNested = isObject(tool.function) || (inside === ".function" && typeof tool.name !== "string");
    return isNested
      ? functionIn(requireObject(tool.function, `${param}.function`), `${param}.function`, "parameters")
      : functionIn(tool, param, "parameters");
  }
  if (type === "custom") {
    const isNested = isObject(tool.custom) || inside === ".function";
    return customIn(isNested ? requireObject(tool.custom, `${param}.custom`) : tool, isNested ? `${param}.custom` : param);
  }
  if (typeof type !== "string") throw new UnsupportedParameter(`${param}.type`, 'must be the kind of a tool, such as "function".');
  return { kind: isWebSearch(type) ? "web_search" : "other" };
}

function functionIn(owner: JsonObject, param: string, schemaField: "parameters" | "input_schema"): ReadTool {
  const { name, description } = definition(owner, param);
  return { kind: "function", owner, param, name, description, schema: owner[schemaField], schemaParam: `${param}.${schemaField}` };
}

function customIn(owner: JsonObject, param: string): ReadTool {
  const { name, description } = definition(owner, param);
  return { kind: "custom", owner, param, name, description, format: owner.format };
}

function definition(owner: JsonObject, param: string): Definition {
  const name = requireText(owner.name, `${param}.name`);
  return { owner, param, name, description: optionalText(owner.description, `${param}.description`) };
}
