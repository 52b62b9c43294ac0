/** What a prompt asks of the stand-in itself: `[[answer-tokens:500]]`, `[[fault:cut {"afterEvent":3}]]`. */
export type Directives = { answerTokens: number | null; fault: { name: string; options: Record<string, unknown> } | null };

const ANSWER_TOKENS = /\[\[answer-tokens:(\d{1,7})\]\]/;
const FAULT = /\[\[fault:([a-z0-9-]+)\s*(\{.*?\})?\]\]/s;

export function directivesIn(text: string): Directives {
  if (!text.includes("[[")) return { answerTokens: null, fault: null };
  const tokens = ANSWER_TOKENS.exec(text)?.[1];
  const fault = FAULT.exec(text);
  return {
    answerTokens: tokens === undefined ? null : Number.parseInt(tokens, 10),
    fault: fault?.[1] ? { name: fault[1], options: parseOptions(fault[2]) } : null,
  };
}

export function parseOptions(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
