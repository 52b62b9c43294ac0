import type { Model } from "./models";
import type { PromptUsage } from "./prompt-cache";
import type { MessagesRequest, Tool } from "./request";

/** What the rounds of tools that run here add to a call. */
export type ServerLoop = { usage: PromptUsage; searches: number };

/** After ten samplings a turn is paused. */
const MOST_SAMPLINGS = 10;
const MOST_SEARCH_TOKENS = 16_000;
/** The tokens of another server's tools. */
const REMOTE_TOOLS_TOKENS = 12_000;

/**
 * Uses the request's server tools as often as its prompt says, one after the other, each time with this many tokens of results. Each round
 * reads the prompt with all results and text so far. With any marker, the new part is written to the five-minute cache.
 */
export function serverLoop(
  request: MessagesRequest,
  model: Model,
  first: PromptUsage,
  asked: { uses: number; tokens: number },
  outputTokens: number,
): ServerLoop {
  const usage = { ...first };
  const tools = (request.tools ?? []).filter(runsHere);
  const remote = (request as { mcp_servers?: unknown[] }).mcp_servers ?? [];
  if (remote.length > 0) {
    tools.push({ name: "remote", type: "mcp_toolset" });
    usage.input += REMOTE_TOOLS_TOKENS;
  }
  const isCached = first.write5m + first.write1h + first.read > 0;
  const left = new Map(tools.map((tool) => [tool, mostUses(tool)]));
  let prompt = total(usage);
  let searches = 0;
  for (let round = 1; round <= asked.uses && round < MOST_SAMPLINGS; round++) {
    const tool =
      tools.filter((each) => (left.get(each) ?? 0) > 0)[round % Math.max(1, tools.length)] ??
      tools.find((each) => (left.get(each) ?? 0) > 0);
    if (!tool) break;
    left.set(tool, (left.get(tool) ?? 0) - 1);
    if (isNamed(tool, "web_search")) searches++;
    const found = Math.min(resultTokens(tool, asked.tokens), Math.max(0, model.contextTokens - prompt - outputTokens));
    if (isCached) {
      usage.read += prompt;
      usage.write5m += found;
    } else usage.input += prompt + found;
    prompt += found;
  }
  return { usage, searches };
}

function runsHere({ type }: Tool): boolean {
  return (
    type !== undefined && type !== null && type !== "custom" && !/^(bash|text_editor|computer|memory|browser_toolset)(_\d+)?$/.test(type)
  );
}

function resultTokens(tool: Tool, tokens: number): number {
  if (isNamed(tool, "web_search")) return Math.min(MOST_SEARCH_TOKENS, tokens);
  return isNamed(tool, "tool_search_tool") ? 0 : tokens;
}

function isNamed({ type }: Tool, name: string): boolean {
  return typeof type === "string" && (type === name || type.startsWith(`${name}_`));
}

function mostUses({ max_uses: uses }: Tool): number {
  return typeof uses === "number" ? uses : MOST_SAMPLINGS;
}

function total({ input, read, write5m, write1h }: PromptUsage): number {
  return input + read + write5m + write1h;
}
