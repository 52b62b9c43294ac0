import { isAbsent } from "@/lib/wire/fields";
import { isObject, type JsonObject } from "@/lib/wire/json";

/** What a request's tools add to its prompt, and the loop in which the upstream runs its own tools. Plain data. */
export type ServerTools = {
  /** The most times that a model reads the prompt in this call: once more for each use of a tool. 1 without such tools. */
  samplings: number;
  /** The most web searches. Their results have a bound. */
  searches: number;
  /** The size of the first sampling's prompt is unknown: it includes the tools of another server. */
  isOpenAtFirst: boolean;
  /** The size of later samplings' prompts is unknown: they include answers of a page, a program or another server. */
  isOpenLater: boolean;
  /** Tools that Anthropic defines: their descriptions are not in the request. */
  known: number;
};

export const NO_SERVER_TOOLS: ServerTools = { samplings: 1, searches: 0, isOpenAtFirst: false, isOpenLater: false, known: 0 };

/** The upstream pauses a turn after ten samplings (Anthropic's page on server tools, November 2026). */
const MOST_SAMPLINGS = 10;
const MOST_USES = 1_000;

// The types of tools that Anthropic defines and the caller runs, by name, with or without a date.
const CALLERS = /^(bash|text_editor|computer|memory|browser_toolset)(_\d+)?$/;
const SEARCH = /^web_search(_|$)/;
// This tool finds only tools that the request itself defines.
const TOOL_SEARCH = /^tool_search_tool(_|$)/;
const OTHER_SERVER = /^mcp(_|$)/;

/** Whether the upstream itself would run this tool. An unknown kind counts as such a tool. */
export function isServerTool(tool: unknown): boolean {
  const type = isObject(tool) ? tool.type : undefined;
  return !isAbsent(type) && type !== "custom" && !(typeof type === "string" && CALLERS.test(type));
}

/** `tools` includes those that are added in the middle of the conversation. */
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
  // An adviser is a named model: the hold for named models covers its uses and what it reads.
  if (!isServerTool(tool) || (/^advisor(_|$)/.test(type) && tool.model !== undefined)) return { ...sum, known };
  const uses = mostUses(tool);
  const samplings = Math.min(MOST_SAMPLINGS, sum.samplings + uses);
  if (SEARCH.test(type)) return { ...sum, known, samplings, searches: sum.searches + uses };
  if (TOOL_SEARCH.test(type)) return { ...sum, known, samplings: MOST_SAMPLINGS };
  if (OTHER_SERVER.test(type)) return { ...sum, known, ...otherServer() };
  // `max_content_tokens` does not bound a page that is a PDF (Anthropic's SDK says so).
  const isFetch = /^web_fetch(_|$)/.test(type);
  return { ...sum, known, samplings: isFetch ? samplings : MOST_SAMPLINGS, isOpenLater: sum.isOpenLater || uses > 0 || !isFetch };
}

function otherServer() {
  return { samplings: MOST_SAMPLINGS, isOpenAtFirst: true, isOpenLater: true };
}

/** As many as there are samplings, unless the request gives a plausible number. */
function mostUses({ max_uses: uses }: JsonObject): number {
  return typeof uses === "number" && Number.isInteger(uses) && uses >= 0 ? Math.min(uses, MOST_USES) : MOST_SAMPLINGS;
}
