import { isAbsent, optionalBoolean, requireArray, requireObject } from "../fields";
import type { JsonObject } from "../json";
import { customInputSchema, grammarInWords } from "./custom-tool";
import type { MarkerBook } from "./marker-book";
import type { OpenAiModel } from "./openai-model";
import { type FunctionPlace, type PlacedTool, type ReadTool, readTool } from "./read-tool";
import { supportedSchema } from "./response-format";
import { type CallerTool, nameUpstream, type ToolNames } from "./tool-names";
import { webSearchTool } from "./web-search";

/** The tools that are sent, and by which names their caller knows those that have others upstream. */
export type ToolSet = { tools: JsonObject[]; names: ToolNames };

export function placedTools(tools: unknown, param = "tools"): PlacedTool[] {
  if (isAbsent(tools)) return [];
  return requireArray(tools, param).map((tool, index) => ({ tool: requireObject(tool, `${param}.${index}`), param: `${param}.${index}` }));
}

/**
 * The tools that Claude has the like of, as Anthropic's. A tool that is only offered costs its caller nothing where it is left out:
 * `ignored` receives its place, and those of what cannot be honoured of the others.
 */
export function toTools(placed: PlacedTool[], inside: FunctionPlace, model: OpenAiModel, book: MarkerBook, ignored: string[]): ToolSet {
  const tools = new Map<string, JsonObject>();
  const names = new Map<string, CallerTool>();
  const searches: [JsonObject, string][] = [];
  for (const each of placed) {
    const read = readTool(each, inside);
    if (read.kind === "web_search") searches.push([each.tool, each.param]);
    else if (read.kind === "other") ignored.push(each.param);
    else {
      const name = nameUpstream(read.name, each.namespace);
      // The upstream takes each name once.
      if (tools.has(name)) ignored.push(each.param);
      else {
        tools.set(name, toTool({ ...read, name }, each, model, book, ignored));
        const caller = callerTool(read, each.namespace);
        if (name !== caller.name || caller.isCustom) names.set(name, caller);
      }
    }
  }
  // Behind the caller's own tools, which keep the name if they have it.
  for (const [tool, param] of searches) addSearch(tools, tool, param, model, ignored);
  return { tools: [...tools.values()], names: names.size > 0 ? names : null };
}

/** Adds Claude's web search where the model has it and no other tool has its name. */
export function addSearch(tools: Map<string, JsonObject>, asked: JsonObject, param: string, model: OpenAiModel, ignored: string[]): void {
  const search = model.searchesWeb === false ? null : webSearchTool(asked, param, ignored);
  if (search === null || tools.has(`${search.name}`)) ignored.push(param);
  else tools.set(`${search.name}`, search);
}

type NamedTool = Extract<ReadTool, { kind: "function" | "custom" }>;

function toTool(read: NamedTool, { tool, param }: PlacedTool, model: OpenAiModel, book: MarkerBook, ignored: string[]): JsonObject {
  const mapped = read.kind === "custom" ? toCustomTool(read, ignored) : toFunctionTool(read, model, ignored);
  book.markLast([mapped], tool, param);
  if (read.owner !== tool) book.markLast([mapped], read.owner, read.param);
  return mapped;
}

function toFunctionTool(read: Extract<ReadTool, { kind: "function" }>, model: OpenAiModel, ignored: string[]): JsonObject {
  const { owner, param, name, description, schema, schemaParam } = read;
  const mapped: JsonObject = { name, ...(description && { description }), input_schema: inputSchema(schema, schemaParam) };
  if (!optionalBoolean(owner.strict, `${param}.strict`)) return mapped;
  if (!model.capabilities.takesStructuredOutput) {
    ignored.push(`${param}.strict`);
    return mapped;
  }
  return { ...mapped, input_schema: supportedSchema(mapped.input_schema as JsonObject, schemaParam, ignored), strict: true };
}

function toCustomTool(read: Extract<ReadTool, { kind: "custom" }>, ignored: string[]): JsonObject {
  const grammar = grammarInWords(read.format);
  if (grammar) ignored.push(`${read.param}.format`);
  const description = [read.description, grammar].filter(Boolean).join("\n\n");
  return { name: read.name, ...(description && { description }), input_schema: customInputSchema() };
}

function callerTool({ kind, name }: NamedTool, namespace: string | undefined): CallerTool {
  return { name, ...(namespace !== undefined && { namespace }), ...(kind === "custom" && { isCustom: true }) };
}

function inputSchema(parameters: unknown, param: string): JsonObject {
  if (isAbsent(parameters)) return { type: "object", properties: {} };
  const schema = requireObject(parameters, param);
  return schema.type === undefined ? { type: "object", ...schema } : schema;
}
