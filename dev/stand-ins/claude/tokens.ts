import type { Model } from "./models";

const IMAGE_TOKENS = 1568;

/**
 * Tokens before the model's own factor: a latin letter is a quarter, a letter of a script without an alphabet is a whole
 * one, and a word is never less than one.
 */
function weigh(text: string): number {
  let quarters = 0;
  let words = 0;
  let isInWord = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x2e80) {
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

/** The same text is always the same count. Not the real tokenizer, which is not public. */
export function countTokens(text: string, model: Model): number {
  return Math.ceil((weigh(text) * (model.hasNewTokenizer ? 13 : 10)) / 10);
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

/** What one content block weighs in the prompt. Base64 is not text: an image has a flat weight, a document one by its size. */
export function countBlock(block: Record<string, unknown>, model: Model): number {
  if (typeof block.text === "string") return countTokens(block.text, model);
  if (block.type === "image") return IMAGE_TOKENS;
  if (block.type === "document") return countDocument(block.source, model);
  if (block.type === "thinking") return countTokens(String(block.thinking ?? ""), model);
  if (block.type === "tool_result" && Array.isArray(block.content))
    return 4 + block.content.reduce((sum: number, inner) => sum + countBlock(inner as Record<string, unknown>, model), 0);
  return countTokens(JSON.stringify(block), model);
}

function countDocument(source: unknown, model: Model): number {
  const { type, data } = (source ?? {}) as { type?: string; data?: string };
  if (type === "text") return countTokens(String(data ?? ""), model);
  return type === "base64" ? Math.ceil(String(data ?? "").length / 16) : 2000;
}
