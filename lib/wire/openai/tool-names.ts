import { isAbsent } from "@/lib/wire/fields";
import type { JsonObject } from "@/lib/wire/json";
import { upstreamToolName } from "@/lib/wire/openai/upstream-names";

/** A tool as its caller knows it. */
export type CallerTool = {
  name: string;
  namespace?: string;
  /** Its input is plain text. */
  isCustom?: boolean;
  /** The caller's names of its input's keys, by their names upstream. */
  keys?: Record<string, string>;
};

/** The tools that differ upstream from what their caller knows, by their upstream name. Null where there is none. */
export type ToolNames = ReadonlyMap<string, CallerTool> | null;

/** A tool's name upstream: Anthropic's tools have no namespaces, so the namespace becomes the beginning of the name. */
export function nameUpstream(name: string, namespace?: unknown): string {
  return upstreamToolName(isAbsent(namespace) ? name : `${namespace}__${name}`);
}

/** A tool use under the names that the caller knows. */
export function asCalled(block: JsonObject, names: ToolNames | undefined): JsonObject {
  const known = names && block.type === "tool_use" ? names.get(`${block.name}`) : undefined;
  return known ? { ...block, ...known } : block;
}
