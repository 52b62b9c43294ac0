import { optionalText, requireArray, requireObject, requireText } from "@/lib/wire/fields";
import type { PlacedTool } from "@/lib/wire/openai/read-tool";
import { placedTools } from "@/lib/wire/openai/tools";

/** All tools, with those of a namespace at its place. Throws `invalid_request`. */
export function withoutNamespaces(tools: unknown): PlacedTool[] {
  return placedTools(tools).flatMap((placed) => (placed.tool.type === "namespace" ? toolsOf(placed) : [placed]));
}

function toolsOf({ tool: space, param }: PlacedTool): PlacedTool[] {
  const namespace = requireText(space.name, `${param}.name`);
  const about = optionalText(space.description, `${param}.description`);
  return requireArray(space.tools, `${param}.tools`).map((each, index) => {
    const place = `${param}.tools.${index}`;
    const tool = requireObject(each, place);
    const description = [about, optionalText(tool.description, `${place}.description`)].filter(Boolean).join("\n\n");
    return { tool: { ...tool, description }, namespace, param: place };
  });
}
