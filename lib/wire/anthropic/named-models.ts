import { writtenLength } from "@/lib/json-bytes/json-outline";
import { MOST_ITERATIONS, MOST_ROUNDS } from "@/lib/wire/anthropic/usage-report";
import { invalid, isAbsent, optionalCount, requireObject, requireText } from "@/lib/wire/fields";
import { isObject, type JsonObject } from "@/lib/wire/json";

/** A model besides the called one: a fallback may answer, an adviser (a tool of the upstream's) may be consulted. */
export type NamedModel = {
  /** As the caller wrote it: an id or an alias. */
  modelId: string;
  /** The parameter that holds the name, such as `fallbacks.0.model`. */
  param: string;
  /** A fallback answers once in place of the called model. The others may be consulted in every round of the loop. */
  isFallback: boolean;
  /** The most times that the model may be called. */
  uses: number;
  /** The longest answer that it may give each time; null where the request sets no limit beside the name. */
  maxTokens: number | null;
  isFast: boolean;
  /** Its own prompt may be written to the cache, for either lifetime. */
  isCached: boolean;
};

/** A tool and its place in the request. */
type PlacedTool = { tool: unknown; param: string };

// The longest id of the catalogue has 26 characters. A longer name is never echoed: in an outline it is a mark that must not leave this
// code.
const LONGEST_NAME = 100;
const NO_MODELS: readonly NamedModel[] = [];
const NO_TOOLS: readonly PlacedTool[] = [];

/** The other models that a request names. Throws `invalid_request`. */
export function namedModelsOf(request: JsonObject, addedTools: readonly PlacedTool[]): readonly NamedModel[] {
  const { tools, fallbacks, fallback } = request;
  const doToolsName = Array.isArray(tools) && tools.some(namesModel);
  if (!doToolsName && addedTools.length === 0 && isAbsent(fallbacks) && isAbsent(fallback)) return NO_MODELS;
  const named = fallbacksOf(request).map(({ entry, param }) => fallbackIn(entry, param));
  const placed = doToolsName ? tools.map((tool, index) => ({ tool, param: `tools.${index}` })) : NO_TOOLS;
  for (const { tool, param } of [...placed, ...addedTools]) if (namesModel(tool)) named.push(toolModelIn(tool, param));
  return named.length === 0 ? NO_MODELS : named;
}

/**
 * The tools that a request defines in the middle of its conversation: in a later system message, or in the part of one that a compaction
 * kept.
 */
export function addedToolsOf(request: JsonObject): readonly PlacedTool[] {
  const { messages } = request;
  if (!Array.isArray(messages)) return NO_TOOLS;
  let added: PlacedTool[] | undefined;
  for (let index = 0; index < messages.length; index++) {
    const content = messages[index]?.content;
    if (!Array.isArray(content)) continue;
    for (let place = 0; place < content.length; place++) {
      const type = content[place]?.type;
      if (type !== "tool_addition" && type !== "compaction") continue;
      added ??= [];
      added.push(...definitionsIn(content[place], `messages.${index}.content.${place}`));
    }
  }
  return added ?? NO_TOOLS;
}

function definitionsIn(block: JsonObject, param: string): PlacedTool[] {
  const changes = Array.isArray(block.tool_changes) ? block.tool_changes : [];
  const places = [
    { place: block as unknown, param },
    ...changes.map((place, index) => ({ place, param: `${param}.tool_changes.${index}` })),
  ];
  return places.flatMap(({ place, param }) => {
    const definition = isObject(place) && isObject(place.tool) ? place.tool.definition : undefined;
    return isObject(definition) ? [{ tool: definition, param: `${param}.tool.definition` }] : [];
  });
}

/** Null counts as a name and is refused as one: another parser may find a name in the same object. */
function namesModel(tool: unknown): tool is JsonObject {
  return isObject(tool) && tool.model !== undefined;
}

/** `fallback` is the first name of the field; the API accepts only one of the two. */
function fallbacksOf({ fallbacks, fallback, model }: JsonObject): { entry: unknown; param: string }[] {
  const one = isAbsent(fallback) ? [] : [{ entry: fallback, param: "fallback" }];
  if (isAbsent(fallbacks)) return one;
  // Claude Code recognises the first half of this sentence as Anthropic's own, and then names a model.
  const noDefault = `${`${model}`.slice(0, LONGEST_NAME)} has no default fallback configuration here: a call is priced before it is made, so name the models.`;
  if (!Array.isArray(fallbacks)) throw invalid("fallbacks", fallbacks === "default" ? noDefault : "must be an array.");
  return [...one, ...fallbacks.map((entry, index) => ({ entry, param: `fallbacks.${index}` }))];
}

function fallbackIn(entry: unknown, param: string): NamedModel {
  const fallback = requireObject(entry, param);
  return {
    modelId: nameIn(fallback, param),
    param: `${param}.model`,
    isFallback: true,
    uses: 1,
    maxTokens: optionalCount(fallback.max_tokens, `${param}.max_tokens`, 0) ?? null,
    isFast: fallback.speed === "fast",
    isCached: false,
  };
}

function toolModelIn(tool: JsonObject, param: string): NamedModel {
  return {
    modelId: nameIn(tool, param),
    param: `${param}.model`,
    isFallback: false,
    uses: Math.min(MOST_ITERATIONS, optionalCount(tool.max_uses, `${param}.max_uses`, 0) ?? MOST_ROUNDS),
    maxTokens: optionalCount(tool.max_tokens, `${param}.max_tokens`, 0) ?? null,
    isFast: false,
    isCached: !isAbsent(tool.caching),
  };
}

function nameIn(entry: JsonObject, param: string): string {
  const name = requireText(entry.model, `${param}.model`);
  if (writtenLength(name) > LONGEST_NAME) throw invalid(`${param}.model`, "there is no model with so long a name.");
  return name;
}
