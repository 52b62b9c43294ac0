type Named = { name: string; options: Record<string, unknown> };

/** What a prompt asks of the stand-in itself: `[[answer-tokens:500]]`, `[[fault:cut {"afterEvent":3}]]`, `[[tool:Read {"file_path":"/a"}]]`. */
export type Directives = { answerTokens: number | null; fault: Named | null; tool: Named | null };

const ANSWER_TOKENS = /\[\[answer-tokens:(\d{1,7})\]\]/;
const TOOL = /\[\[tool:([\w-]+)\s*(\{.*?\})?\]\]/s;
const FAULT = /\[\[fault:([a-z0-9-]+)\s*(\{.*?\})?\]\]/s;

export function directivesIn(text: string): Directives {
  if (!text.includes("[[")) return { answerTokens: null, fault: null, tool: null };
  const tokens = ANSWER_TOKENS.exec(text)?.[1];
  return {
    answerTokens: tokens === undefined ? null : Number.parseInt(tokens, 10),
    fault: named(FAULT.exec(text)),
    tool: named(TOOL.exec(text)),
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
