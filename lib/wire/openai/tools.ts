import { isAbsent, optionalBoolean, requireArray, requireObject } from "@/lib/wire/fields";
import type { JsonObject } from "@/lib/wire/json";
import { customInputSchema, grammarInWords } from "@/lib/wire/openai/custom-tool";
import type { MarkerBook } from "@/lib/wire/openai/marker-book";
import type { OpenAiModel } from "@/lib/wire/openai/openai-model";
import { type FunctionPlace, type PlacedTool, type ReadTool, readTool } from "@/lib/wire/openai/read-tool";
import { RecursiveSchema, supportedSchema } from "@/lib/wire/openai/supported-schema";
import { toolInput } from "@/lib/wire/openai/tool-input-schema";
import { type CallerTool, nameUpstream, type ToolNames } from "@/lib/wire/openai/tool-names";
import { webSearchTool } from "@/lib/wire/openai/web-search";

/** The tools that are sent, and the callers' names of those that have other names upstream. */
export type ToolSet = { tools: JsonObject[]; names: ToolNames };

export function placedTools(tools: unknown, param = "tools"): PlacedTool[] {
  if (isAbsent(tools)) return [];
  return requireArray(tools, param).map((tool, index) => ({ tool: requireObject(tool, `${param}.${index}`), param: `${param}.${index}` }));
}

/**
 * Anthropic's equivalents of the offered tools. Leaving out a tool that is only offered costs its caller nothing: `ignored` receives its
 * place, and the places of other tools' options that cannot be honoured.
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
        const { tool, keys } = toTool(read, name, each, model, book, ignored);
        tools.set(name, tool);
        if (name !== read.name || read.kind === "custom" || keys) names.set(name, callerTool(read, each.namespace, keys));
      }
    }
  }
  // After the caller's own tools, which keep the name if they have it.
  for (const [tool, param] of searches) addSearch(tools, tool, param, model, ignored);
  return { tools: [...tools.values()], names: names.size > 0 ? names : null };
}

/** Adds Claude's web search where the model has it and no other tool has its name. */
function addSearch(tools: Map<string, JsonObject>, requested: JsonObject, param: string, model: OpenAiModel, ignored: string[]): void {
  const search = model.searchesWeb === false ? null : webSearchTool(requested, param, ignored);
  if (search === null || tools.has(`${search.name}`)) ignored.push(param);
  else tools.set(`${search.name}`, search);
}

type NamedTool = Extract<ReadTool, { kind: "function" | "custom" }>;

/** `keys` are those of its input that have other names upstream. */
type MappedTool = { tool: JsonObject; keys?: Record<string, string> | undefined };

function toTool(
  read: NamedTool,
  name: string,
  { tool, param }: PlacedTool,
  model: OpenAiModel,
  book: MarkerBook,
  ignored: string[],
): MappedTool {
  const mapped = read.kind === "custom" ? { tool: toCustomTool(read, name, ignored) } : toFunctionTool(read, name, model, ignored);
  book.markLast([mapped.tool], tool, param);
  if (read.owner !== tool) book.markLast([mapped.tool], read.owner, read.param);
  return mapped;
}

function toFunctionTool(read: Extract<ReadTool, { kind: "function" }>, name: string, model: OpenAiModel, ignored: string[]): MappedTool {
  const { owner, param, schemaParam } = read;
  const { schema, keys, rule } = toolInput(read.schema, schemaParam, ignored);
  const description = rule ? [read.description, rule].filter(Boolean).join("\n\n") : read.description;
  const tool: JsonObject = description ? { name, description, input_schema: schema } : { name, input_schema: schema };
  if (!optionalBoolean(owner.strict, `${param}.strict`)) return { tool, keys };
  const strict = model.capabilities.takesStructuredOutput ? strictSchema(schema, schemaParam, ignored) : undefined;
  if (strict === undefined) ignored.push(`${param}.strict`);
  return { tool: strict ? { ...tool, input_schema: strict, strict: true } : tool, keys };
}

/** Undefined where the model cannot enforce it: the model still gets the schema. */
function strictSchema(schema: JsonObject, param: string, ignored: string[]): JsonObject | undefined {
  try {
    return supportedSchema(schema, param, ignored);
  } catch (error) {
    if (error instanceof RecursiveSchema) return undefined;
    throw error;
  }
}

function toCustomTool(read: Extract<ReadTool, { kind: "custom" }>, name: string, ignored: string[]): JsonObject {
  const grammar = grammarInWords(read.format);
  if (grammar) ignored.push(`${read.param}.format`);
  const description = [read.description, grammar].filter(Boolean).join("\n\n");
  return { name, ...(description && { description }), input_schema: customInputSchema() };
}

function callerTool({ kind, name }: NamedTool, namespace: string | undefined, keys: CallerTool["keys"]): CallerTool {
  return { name, ...(namespace !== undefined && { namespace }), ...(kind === "custom" && { isCustom: true }), ...(keys && { keys }) };
}
