import { isAbsent } from "@/lib/wire/fields";
import { isObject, type JsonObject } from "@/lib/wire/json";

/** What the tools of a request add to its prompt, and the loop that the upstream runs its own tools in. Plain data. */
export type ServerTools = {
  /** The most times that a model reads the prompt in this call: once more for each use of a tool. 1 without such tools. */
  samplings: number;
  /** The most searches of the web, whose results have a bound. */
  searches: number;
  /** The first sampling reads what nobody here can measure: the tools of another server. */
  isOpenAtFirst: boolean;
  /** The later ones do: whatever a page, a program or another server answers. */
  isOpenLater: boolean;
  /** Tools that Anthropic defines: how they are described stands in no request. */
  known: number;
};

export const NO_SERVER_TOOLS: ServerTools = { samplings: 1, searches: 0, isOpenAtFirst: false, isOpenLater: false, known: 0 };

/** The upstream pauses a turn after ten samplings (Anthropic's page on server tools, November 2026). */
const MOST_SAMPLINGS = 10;
const MOST_USES = 1_000;

// By name, with a date or without: the types of tools that the caller runs although Anthropic defines them.
const CALLERS = /^(bash|text_editor|computer|memory|browser_toolset)(_\d+)?$/;
const SEARCH = /^web_search(_|$)/;
// Finds tools that the request itself defines.
const TOOL_SEARCH = /^tool_search_tool(_|$)/;
const OTHER_SERVER = /^mcp(_|$)/;

/** Whether the upstream itself would run this tool. A kind that nobody here knows is taken for one. */
export function isServerTool(tool: unknown): boolean {
  const type = isObject(tool) ? tool.type : undefined;
  return !isAbsent(type) && type !== "custom" && !(typeof type === "string" && CALLERS.test(type));
}

/** `tools` with those that are added in the middle of the conversation. */
export function serverToolsOf(request: JsonObject, tools: readonly unknown[]): ServerTools {
  let found: ServerTools | null = isAbsent(request.mcp_servers) ? null : { ...NO_SERVER_TOOLS, ...otherServer() };
  for (const tool of tools) {
    if (!isObject(tool) || isAbsent(tool.type) || tool.type === "custom") continue;
    found = withTool(found ?? NO_SERVER_TOOLS, tool);
  }
  return found ?? NO_SERVER_TOOLS;
}

function withTool(sum: ServerTools, tool: JsonObject): ServerTools {
  const known = sum.known + 1;
  const type = `${tool.type}`;
  // An adviser is a model that the request names: its uses, and what is read for them, are held for as such.
  if (!isServerTool(tool) || (/^advisor(_|$)/.test(type) && tool.model !== undefined)) return { ...sum, known };
  const uses = mostUses(tool);
  const samplings = Math.min(MOST_SAMPLINGS, sum.samplings + uses);
  if (SEARCH.test(type)) return { ...sum, known, samplings, searches: sum.searches + uses };
  if (TOOL_SEARCH.test(type)) return { ...sum, known, samplings: MOST_SAMPLINGS };
  if (OTHER_SERVER.test(type)) return { ...sum, known, ...otherServer() };
  // What a page holds, `max_content_tokens` does not bound where it is a PDF (Anthropic's SDK says so).
  const isFetch = /^web_fetch(_|$)/.test(type);
  return { ...sum, known, samplings: isFetch ? samplings : MOST_SAMPLINGS, isOpenLater: sum.isOpenLater || uses > 0 || !isFetch };
}

function otherServer() {
  return { samplings: MOST_SAMPLINGS, isOpenAtFirst: true, isOpenLater: true };
}

/** As many as there are samplings where the request names no number that can be believed. */
function mostUses({ max_uses: uses }: JsonObject): number {
  return typeof uses === "number" && Number.isInteger(uses) && uses >= 0 ? Math.min(uses, MOST_USES) : MOST_SAMPLINGS;
}
