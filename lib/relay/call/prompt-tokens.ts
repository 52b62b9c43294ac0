import type { Model } from "@/lib/pricing/model";
import type { MessagesCall } from "@/lib/wire/anthropic/request";
import { MOST_PICTURE_TOKENS, type TokensByModel } from "@/lib/wire/media/picture-tokens";

type Reader = Pick<Model, "contextTokens" | "capabilities">;
type Prompt = Pick<MessagesCall, "prompt" | "hasTools">;
type Looped = Pick<MessagesCall, "prompt" | "hasTools" | "serverTools">;

/** The tokens that the API adds around messages, and the hidden prompt that comes with tools (up to 588 tokens, November 2026). */
const FRAME_TOKENS = 64;
const TOOLS_TOKENS = 600;
/** The description of one of Anthropic's tools. Pages give at most 735 (computer use); tools that run programs have longer ones. */
const KNOWN_TOOL_TOKENS = 4_000;
/** The tokens that one search adds. No page gives a bound; Anthropic's own example writes 7,345 tokens for one (November 2026). */
const SEARCH_TOKENS = 16_000;
/** The most that Anthropic's page on PDFs gives for a page's text; its picture costs like any other (November 2026). */
const PAGE_TEXT_TOKENS = 3_000;

/** Bytes of ordinary text in a token: rather low for limits, about right for a charge without a usage report. */
const LEAST_BYTES_PER_TOKEN = { before_4_7: 2.5, since_4_7: 2 } as const;
const USUAL_BYTES_PER_TOKEN = { before_4_7: 4, since_4_7: 3 } as const;
const USUAL_PAGE_TOKENS = 2_400;
/** A document that cannot be read: about forty pages. */
const USUAL_DOCUMENT_TOKENS = 100_000;
/** Bytes of Base64 for each page of an ordinary PDF. */
const USUAL_PAGE_BYTES = 48_000;

/**
 * Prompt tokens, never fewer than the model reads: a token stands for at least one byte of text in any
 * language (docs/decisions/0027). Content that we cannot measure counts as the model's whole context.
 */
export function mostPromptTokens(
  { prompt, hasTools, serverTools }: Looped,
  { contextTokens, capabilities: { tokenizer } }: Reader,
): number {
  const { textBytes, pictureTokens, pages, links, isOpen, unread, files } = prompt;
  const isUnseen = isOpen || links > 0 || unread.length > 0 || files.length > 0;
  if (isUnseen || serverTools.isOpenAtFirst) return contextTokens;
  const pageTokens = PAGE_TEXT_TOKENS + MOST_PICTURE_TOKENS[tokenizer];
  const documentTokens = pages * pageTokens;
  const toolsTokens = hasTools ? TOOLS_TOKENS + serverTools.known * KNOWN_TOOL_TOKENS : 0;
  return Math.min(contextTokens, textBytes + pictureTokens[tokenizer] + documentTokens + FRAME_TOKENS + toolsTokens);
}

/**
 * All tokens that a call reads: the prompt once, and once more for each round of the upstream's own tools, with all text written and found
 * by then. `alsoRead` tokens are added to the prompt.
 */
export function mostReadTokens(request: Looped, model: Reader, written: number, alsoRead = 0): number {
  const { samplings, searches } = request.serverTools;
  const first = Math.min(model.contextTokens, mostPromptTokens(request, model) + alsoRead);
  let sum = first;
  for (let round = 1; round < samplings; round++) {
    // If there are more searches than rounds, the first round may do all of the excess.
    const found = foundTokens(request, model, Math.max(0, searches - (samplings - 1) + round));
    sum += Math.min(model.contextTokens, first + written + found);
  }
  return sum;
}

/** The prompt as the last sampling reads it, without the text that the model wrote. */
export function longestPromptTokens(request: Looped, model: Reader): number {
  return Math.min(model.contextTokens, mostPromptTokens(request, model) + foundTokens(request, model, request.serverTools.searches));
}

function foundTokens({ serverTools: { isOpenLater, searches } }: Looped, { contextTokens }: Reader, searchesUntilThen: number): number {
  return isOpenLater ? contextTokens : Math.min(searches, searchesUntilThen) * SEARCH_TOKENS;
}

/** The tokens of an ordinary prompt of this size: rather too many than too few. */
export function likelyPromptTokens(request: Prompt, model: Reader): number {
  const tokens = ordinaryTokens(request, model, LEAST_BYTES_PER_TOKEN) + FRAME_TOKENS + (request.hasTools ? TOOLS_TOKENS : 0);
  return Math.min(model.contextTokens, tokens);
}

/** The prompt tokens to charge if the upstream reports none. */
export function usualPromptTokens(request: Prompt, model: Reader): number {
  return Math.min(model.contextTokens, ordinaryTokens(request, model, USUAL_BYTES_PER_TOKEN));
}

function ordinaryTokens({ prompt }: Prompt, { capabilities: { tokenizer } }: Reader, bytesPerToken: TokensByModel): number {
  const { textBytes, pictureTokens, pages, links, isOpen, unread, files } = prompt;
  const text = Math.ceil(textBytes / bytesPerToken[tokenizer]);
  const unseen = (links + files.length + (isOpen ? 1 : 0)) * USUAL_DOCUMENT_TOKENS;
  const unreadPages = unread.reduce((sum, { length }) => sum + Math.ceil(length / USUAL_PAGE_BYTES), 0);
  return text + pictureTokens[tokenizer] + (pages + unreadPages) * USUAL_PAGE_TOKENS + unseen;
}
