import { isAbsent, optionalText, requireArray, requireObject, requireText } from "../fields";
import { isObject, type JsonObject } from "../json";
import { type PlacedTool, placedTools } from "../openai/tools";

/** Where a tool's name upstream comes from, by that name. Null where the request groups no tools. */
export type ToolNamespaces = ReadonlyMap<string, { namespace: string; name: string }> | null;

/** Anthropic's tools have no namespaces: theirs is the beginning of their name. */
export function nameUpstream(namespace: unknown, name: unknown): unknown {
  return isAbsent(namespace) || typeof name !== "string" ? name : `${namespace}__${name}`;
}

/** All tools, those of a namespace at its place under their names upstream. Throws `invalid_request`. */
export function withoutNamespaces(tools: unknown): PlacedTool[] {
  return placedTools(tools).flatMap((placed) => (placed.tool.type === "namespace" ? toolsOf(placed) : [placed]));
}

export function namespacesOf(tools: unknown): ToolNamespaces {
  if (!Array.isArray(tools) || !tools.some((tool) => isObject(tool) && tool.type === "namespace")) return null;
  const known = new Map<string, { namespace: string; name: string }>();
  for (const space of tools.filter((tool): tool is JsonObject => isObject(tool) && tool.type === "namespace")) {
    for (const tool of Array.isArray(space.tools) ? space.tools.filter(isObject) : []) {
      const [namespace, name] = [`${space.name}`, `${tool.name}`];
      known.set(`${nameUpstream(namespace, name)}`, { namespace, name });
    }
  }
  return known;
}

/** A tool use under the names that the caller knows. */
export function withNamespace(block: JsonObject, namespaces: ToolNamespaces | undefined): JsonObject {
  const known = namespaces && block.type === "tool_use" ? namespaces.get(`${block.name}`) : undefined;
  return known ? { ...block, ...known } : block;
}

function toolsOf({ tool: space, param }: PlacedTool): PlacedTool[] {
  const namespace = requireText(space.name, `${param}.name`);
  const about = optionalText(space.description, `${param}.description`);
  return requireArray(space.tools, `${param}.tools`).map((each, index) => {
    const place = `${param}.tools.${index}`;
    const tool = requireObject(each, place);
    const description = [about, optionalText(tool.description, `${place}.description`)].filter(Boolean).join("\n\n");
    return { tool: { ...tool, name: nameUpstream(namespace, requireText(tool.name, `${place}.name`)), description }, param: place };
  });
}
