type Named = { name: string; options: Record<string, unknown> };

/**
 * Directives in a prompt for the stand-in itself: `[[answer-tokens:500]]`, `[[fault:cut {"afterEvent":3}]]`, `[[tool:Read
 * {"file_path":"/a"}]]`, `[[server-tools:3 9000]]`.
 */
export type Directives = {
  answerTokens: number | null;
  fault: Named | null;
  tool: Named | null;
  /** How often tools that run here are used, and the tokens of each use. */
  serverTools: { uses: number; tokens: number } | null;
};

const NONE: Directives = { answerTokens: null, fault: null, tool: null, serverTools: null };
const SERVER_TOOLS = /\[\[server-tools:(\d{1,3}) (\d{1,7})\]\]/;

const ANSWER_TOKENS = /\[\[answer-tokens:(\d{1,7})\]\]/;
const TOOL = /\[\[tool:([\w-]+)\s*(\{.*?\})?\]\]/s;
const FAULT = /\[\[fault:([a-z0-9-]+)\s*(\{.*?\})?\]\]/s;

export function directivesIn(text: string): Directives {
  if (!text.includes("[[")) return NONE;
  const tokens = ANSWER_TOKENS.exec(text)?.[1];
  const uses = SERVER_TOOLS.exec(text);
  return {
    answerTokens: tokens === undefined ? null : Number.parseInt(tokens, 10),
    fault: named(FAULT.exec(text)),
    tool: named(TOOL.exec(text)),
    serverTools: uses && { uses: Number(uses[1]), tokens: Number(uses[2]) },
  };
}

function named(match: RegExpExecArray | null): Named | null {
  return match?.[1] ? { name: match[1], options: parseOptions(match[2]) } : null;
}

export function parseOptions(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
