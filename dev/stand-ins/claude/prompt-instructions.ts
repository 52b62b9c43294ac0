import { blocksOf, lastUserText, type MessagesRequest, type Tool } from "./request";

// Claude follows instructions in words: the stand-in understands these few.
const TOOL_BY_NAME = /\bcall the tool [`"']?([\w-]+)/i;
const ANY_TOOL = /\bcall (?:at least )?one of (?:your|the) tools\b/i;
const JSON_ONLY = /\b(?:answer|respond|reply|return|output)\b[^.\n]{0,60}\bJSON\b/i;

/** The tools that the system prompt wants called. */
export function toolsRequested(request: MessagesRequest, tools: Tool[]): Tool[] {
  const system = systemText(request);
  const name = TOOL_BY_NAME.exec(system)?.[1];
  if (name) return tools.filter((tool) => tool.name === name);
  return ANY_TOOL.test(system) ? tools.slice(0, 1) : [];
}

/** The schema for an answer in plain JSON, where words ask for such an answer: an empty one if they give none. */
export function jsonRequested(request: MessagesRequest): object | null {
  const text = `${systemText(request)}\n${lastUserText(request)}`;
  return JSON_ONLY.test(text) ? (schemaIn(text) ?? schemaOfKeys(text)) : null;
}

/** For words such as: in JSON, with the keys 'question' and 'answer'. */
function schemaOfKeys(text: string): object {
  const after = /\b(?:keys|fields)\b/i.test(text) ? text.slice(text.search(/JSON/)) : "";
  const names = [...after.matchAll(/['"`](\w+)['"`]/g)].map(([, name]) => name as string);
  return { type: "object", properties: Object.fromEntries((names.length ? names : ["answer"]).map((name) => [name, { type: "string" }])) };
}

function systemText({ system }: MessagesRequest): string {
  return blocksOf(system)
    .map((block) => block.text ?? "")
    .join("\n");
}

/** The first JSON object after the word schema. */
function schemaIn(text: string): object | null {
  const after = text.search(/schema/i);
  if (after < 0) return null;
  const start = text.indexOf("{", after);
  for (let end = text.indexOf("}", start); start >= 0 && end > 0; end = text.indexOf("}", end + 1)) {
    try {
      return JSON.parse(text.slice(start, end + 1));
    } catch {
      // The object goes on after this brace.
    }
  }
  return null;
}
