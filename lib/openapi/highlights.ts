import { createCssVariablesTheme, createHighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import bash from "shiki/langs/bash.mjs";
import javascript from "shiki/langs/javascript.mjs";
import json from "shiki/langs/json.mjs";
import python from "shiki/langs/python.mjs";
import type { CodeKind, Highlights, Piece } from "@/lib/openapi/reference";

type Described = {
  operationId: string;
  responses: Record<string, { content?: Record<string, { example?: unknown }> }>;
  "x-codeSamples": { lang: string; source: string }[];
};

const THEME = createCssVariablesTheme({ name: "kinds", variablePrefix: "", fontStyle: false });
/** A slow machine gives the same result. */
const NO_LIMIT = 0;
const LITERAL = /^(-?\d[\d.]*|true|false|null|True|False|None)$/;

/**
 * The samples and examples of the document, cut where a colour begins or ends. `npm run openapi` writes them to a file, so that neither
 * the portal nor a browser ever highlights. Only what a reader looks for has a kind: each piece is in the page twice.
 */
export async function highlightsOf(document: object): Promise<Highlights> {
  const highlighter = await createHighlighterCore({
    themes: [THEME],
    langs: [bash, javascript, json, python],
    engine: createJavaScriptRegexEngine(),
  });
  const pieces = (code: string, lang: string): Piece[] => {
    const lines = highlighter.codeToTokensBase(code, { lang, theme: THEME.name, tokenizeTimeLimit: NO_LIMIT });
    return joined(lines.map((line) => line.map(({ content, color }) => pieceOf(content, color ?? "", lang))));
  };
  const { paths } = document as { paths: Record<string, Record<string, Described>> };
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  return Object.fromEntries(
    operations.map(({ operationId, responses, "x-codeSamples": samples }) => {
      const answer = Object.entries(responses).find(([status]) => status.startsWith("2"))?.[1];
      const example = answer?.content?.["application/json"]?.example;
      const highlighted = {
        samples: Object.fromEntries(samples.map(({ lang, source }) => [lang, pieces(source, lang)])),
        ...(example !== undefined && { example: pieces(JSON.stringify(example, null, 2), "json") }),
      };
      return [operationId, highlighted];
    }),
  );
}

function pieceOf(content: string, color: string, lang: string): Piece {
  const kind = kindOf(content.trim(), color, lang);
  return kind ? [kind, content] : content;
}

function kindOf(text: string, color: string, lang: string): CodeKind | null {
  if (color.includes("comment")) return "comment";
  if (color.includes("string")) return "string";
  if (LITERAL.test(text)) return "literal";
  // In JSON the names of fields count as keywords.
  return color.includes("keyword") && lang !== "json" && /^[a-z]+$/.test(text) ? "keyword" : null;
}

/** One list of pieces, in which no two neighbours are of one kind, not even with space between them. */
function joined(lines: Piece[][]): Piece[] {
  const result: Piece[] = [];
  for (const piece of lines.flatMap((line, index): Piece[] => (index === 0 ? line : ["\n", ...line]))) {
    const [last, before] = [result.at(-1), result.at(-2)];
    const isSpaced = typeof last === "string" && last.trim() === "";
    if (typeof piece === "string") {
      if (typeof last === "string") result[result.length - 1] = last + piece;
      else result.push(piece);
    } else if (Array.isArray(last) && last[0] === piece[0]) {
      result[result.length - 1] = [last[0], last[1] + piece[1]];
    } else if (isSpaced && Array.isArray(before) && before[0] === piece[0]) {
      result.splice(-2, 2, [before[0], before[1] + last + piece[1]]);
    } else {
      result.push(piece);
    }
  }
  return result;
}
