import { pdfTokens } from "./media/document-tokens";
import { finest, pictureTokens } from "./media/picture-tokens";
import type { Model } from "./models";

/** Scripts that a tokenizer learns little about: each byte of a letter is a token. */
const RARE_FROM = 0x1200;
const RARE_TO = 0x1e00;

/**
 * Tokens before the model's own factor: a Latin letter counts a quarter, a letter of a script without an alphabet counts one, one of a rare
 * script counts its bytes. A word counts at least one.
 */
function weightOf(text: string): number {
  let quarters = 0;
  let words = 0;
  let isInWord = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= RARE_FROM && code < RARE_TO) quarters += 12;
    else if (code < 0x2e80) {
      quarters += 1;
      if (code <= 0x20) isInWord = false;
      else if (!isInWord) {
        isInWord = true;
        words += 1;
      }
    } else quarters += code >= 0xd800 && code < 0xe000 ? 2 : 4;
  }
  return Math.max(quarters / 4, words);
}

/**
 * The same text always has the same count. This is not the real tokenizer, which is not public; like it, it never gives more tokens than
 * bytes.
 */
export function countTokens(text: string, model: Model): number {
  return Math.min(Buffer.byteLength(text), Math.ceil((weightOf(text) * (model.hasNewTokenizer ? 13 : 10)) / 10));
}

/** The longest beginning of `text` that is at most `limit` tokens. Never splits a character. */
export function takeTokens(text: string, limit: number, model: Model): string {
  if (countTokens(text, model) <= limit) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (countTokens(text.slice(0, middle), model) <= limit) low = middle;
    else high = middle - 1;
  }
  const code = text.charCodeAt(low - 1);
  return text.slice(0, code >= 0xd800 && code < 0xdc00 ? low - 1 : low);
}

/** The tokens of one content block in the prompt. Base64 is not text: a picture counts by its pixels, a PDF by its pages. */
export function countBlock(block: Record<string, unknown>, model: Model): number {
  if (typeof block.text === "string") return countTokens(block.text, model);
  if (block.type === "image") return countPicture(block.source, model);
  if (block.type === "document") return countDocument(block, model);
  if (block.type === "thinking") return countTokens(String(block.thinking ?? ""), model);
  if (Array.isArray(block.content)) return 4 + countBlocks(block.content, model);
  if (typeof block.content === "object" && block.content !== null) return 4 + countBlocks([block.content], model);
  return countTokens(JSON.stringify(block), model);
}

function countBlocks(blocks: unknown[], model: Model): number {
  return blocks.reduce((sum: number, inner) => sum + countBlock(inner as Record<string, unknown>, model), 0);
}

function countPicture(source: unknown, model: Model): number {
  const { type, data } = (source ?? {}) as { type?: string; data?: string };
  return type === "base64" ? pictureTokens(String(data ?? ""), model) : finest(model).tokens;
}

// Nothing is fetched here: linked content has as many tokens as its address says, else forty pages of text.
const LINKED_TOKENS = 60_000;
const TOKENS_IN_URL = /[?&]stand-in-tokens=(\d{1,7})(?!\d)/;

function countDocument({ source, title, context }: Record<string, unknown>, model: Model): number {
  const file = (source ?? {}) as { type?: string; data?: string; content?: unknown; url?: string };
  const { type, data, content, url } = file;
  const named = countTokens(`${title ?? ""}${context ?? ""}`, model);
  if (type === "base64") return named + pdfTokens(file, model);
  if (type === "text") return named + countTokens(String(data ?? ""), model);
  if (type === "content") return named + (Array.isArray(content) ? countBlocks(content, model) : countTokens(String(content ?? ""), model));
  const told = TOKENS_IN_URL.exec(url ?? "")?.[1];
  return named + (told === undefined ? LINKED_TOKENS : Number(told));
}
