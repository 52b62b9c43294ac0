import { invalid, isAbsent, optionalBoolean, optionalText, requireArray, requireObject, requireText } from "../fields";
import { isObject, type JsonObject } from "../json";
import type { MarkerBook } from "./marker-book";
import type { OpenAiModel } from "./openai-model";
import { supportedSchema } from "./response-format";
import { type CallerTool, nameUpstream, type ToolNames } from "./tool-names";
import { UnsupportedParameter } from "./unsupported-parameter";

const ONLY_FUNCTIONS =
  'only tools of type "function" are supported. Those that OpenAI runs itself, such as web_search, have to be turned off in the client.';

/** Where a format keeps a function's definition and name: `.function` inside the tool (chat), or "" for the tool itself (responses). */
export type FunctionPlace = ".function" | "";

/** A tool and where the caller wrote it. */
export type PlacedTool = { tool: JsonObject; namespace?: string; param: string };

export type ToolSet = { tools: JsonObject[]; names: ToolNames };

export function placedTools(tools: unknown): PlacedTool[] {
  if (isAbsent(tools)) return [];
  return requireArray(tools, "tools").map((tool, index) => ({ tool: requireObject(tool, `tools.${index}`), param: `tools.${index}` }));
}

/** OpenAI's function tools as Anthropic's; `ignored` receives the places of what cannot be honoured. */
export function toTools(placed: PlacedTool[], inside: FunctionPlace, model: OpenAiModel, book: MarkerBook, ignored: string[]): ToolSet {
  const tools = new Map<string, JsonObject>();
  const names = new Map<string, CallerTool>();
  for (const each of placed) {
    const { caller, mapped } = toTool(each, inside, model, book, ignored);
    const name = `${mapped.name}`;
    // The upstream takes each name once.
    if (tools.has(name)) ignored.push(each.param);
    else {
      tools.set(name, mapped);
      if (name !== caller.name) names.set(name, caller);
    }
  }
  return { tools: [...tools.values()], names: names.size > 0 ? names : null };
}

function toTool({ tool, namespace, param }: PlacedTool, inside: FunctionPlace, model: OpenAiModel, book: MarkerBook, ignored: string[]) {
  if (tool.type !== "function") throw new UnsupportedParameter(`${param}.type`, ONLY_FUNCTIONS);
  const place = `${param}${inside}`;
  const definition = definitionIn(tool, inside, place);
  const description = optionalText(definition.description, `${place}.description`);
  const name = requireText(definition.name, `${place}.name`);
  const mapped: JsonObject = {
    name: nameUpstream(name, namespace),
    ...(description && { description }),
    input_schema: inputSchema(definition.parameters, `${place}.parameters`),
  };
  if (optionalBoolean(definition.strict, `${place}.strict`)) {
    if (model.capabilities.takesStructuredOutput) {
      mapped.input_schema = supportedSchema(mapped.input_schema as JsonObject, `${place}.parameters`, ignored);
      mapped.strict = true;
    } else ignored.push(`${place}.strict`);
  }
  book.markLast([mapped], tool, param);
  if (definition !== tool) book.markLast([mapped], definition, place);
  return { caller: namespace === undefined ? { name } : { name, namespace }, mapped };
}

/**
 * Who decides on tools. Where a model cannot be forced to call one the request is refused: an answer without the call would
 * break the caller's program further on. Undefined when there are no tools to choose from.
 */
export function toToolChoice(fields: JsonObject, inside: FunctionPlace, tools: JsonObject[], model: OpenAiModel): JsonObject | undefined {
  const isSerial = optionalBoolean(fields.parallel_tool_calls, "parallel_tool_calls") === false;
  const choice = choiceOf(fields.tool_choice, inside, tools);
  if (tools.length === 0) return undefined;
  const isForced = choice?.type === "any" || choice?.type === "tool";
  if (isForced && !model.capabilities.takesForcedToolChoice) {
    throw new UnsupportedParameter("tool_choice", `${model.id} cannot be forced to call a tool; use "auto". Nothing was charged.`);
  }
  if (!isSerial || choice?.type === "none") return choice;
  return { ...(choice ?? { type: "auto" }), disable_parallel_tool_use: true };
}

function definitionIn(owner: JsonObject, inside: FunctionPlace, param: string): JsonObject {
  return inside === "" ? owner : requireObject(owner.function, param);
}

function inputSchema(parameters: unknown, param: string): JsonObject {
  if (isAbsent(parameters)) return { type: "object", properties: {} };
  const schema = requireObject(parameters, param);
  return schema.type === undefined ? { type: "object", ...schema } : schema;
}

function choiceOf(choice: unknown, inside: FunctionPlace, tools: JsonObject[]): JsonObject | undefined {
  if (isAbsent(choice)) return undefined;
  if (choice === "auto" || choice === "none") return { type: choice };
  if (choice === "required") {
    if (tools.length === 0) throw invalid("tool_choice", "there are no tools to call.");
    return { type: "any" };
  }
  if (isObject(choice) && choice.type === "function") {
    const place = `tool_choice${inside}`;
    const named = definitionIn(choice, inside, place);
    const name = nameUpstream(requireText(named.name, `${place}.name`), named.namespace);
    if (!tools.some((tool) => tool.name === name)) throw invalid(`${place}.name`, "there is no tool with this name.");
    return { type: "tool", name };
  }
  if (isObject(choice)) throw new UnsupportedParameter("tool_choice.type", 'only "function" is supported.');
  throw invalid("tool_choice", 'must be "none", "auto", "required" or a function.');
}
