import type { Model } from "@/lib/pricing/model";
import type { MessagesCall } from "@/lib/wire/anthropic/request";
import { MOST_PICTURE_TOKENS, type TokensByModel } from "@/lib/wire/media/picture-tokens";

type Reader = Pick<Model, "contextTokens" | "capabilities">;
type Prompt = Pick<MessagesCall, "prompt" | "hasTools">;
type Looped = Pick<MessagesCall, "prompt" | "hasTools" | "serverTools">;

/** What the API adds around messages, and the hidden prompt that comes with tools (up to 588 tokens, November 2026). */
const FRAME_TOKENS = 64;
const TOOLS_TOKENS = 600;
/** How a tool of Anthropic's is described to the model: no page says more than 735, for a computer; those that run programs are longer. */
const KNOWN_TOOL_TOKENS = 4_000;
/** What one search adds. No page bounds it; Anthropic's own example writes 7,345 tokens for one (November 2026). */
const SEARCH_TOKENS = 16_000;
/** The most that Anthropic's page on PDFs gives for a page's text; its picture costs like any other (November 2026). */
const PAGE_TEXT_TOKENS = 3_000;

/** Bytes of ordinary text in a token: for limits rather too few, for a charge without a report about right. */
const LEAST_BYTES_PER_TOKEN = { before_4_7: 2.5, since_4_7: 2 } as const;
const USUAL_BYTES_PER_TOKEN = { before_4_7: 4, since_4_7: 3 } as const;
const USUAL_PAGE_TOKENS = 2_400;
/** A document that cannot be looked into: some forty pages. */
const USUAL_DOCUMENT_TOKENS = 100_000;
/** Base64 that an ordinary PDF has for each page. */
const USUAL_PAGE_BYTES = 48_000;

/**
 * Prompt tokens, never fewer than the model reads: a token stands for one byte of text at least, whatever the
 * language (docs/decisions/0027). What nobody here can measure is taken for all that the model can read.
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
 * All that is read in a call: the prompt once, and for each round of the upstream's own tools once more, with all that was written and found
 * until then. `alsoRead` tokens come with the prompt.
 */
export function mostReadTokens(request: Looped, model: Reader, written: number, alsoRead = 0): number {
  const { samplings, searches } = request.serverTools;
  const first = Math.min(model.contextTokens, mostPromptTokens(request, model) + alsoRead);
  let sum = first;
  for (let round = 1; round < samplings; round++) {
    // Of more searches than rounds the rest may all come in the first.
    const found = foundTokens(request, model, Math.max(0, searches - (samplings - 1) + round));
    sum += Math.min(model.contextTokens, first + written + found);
  }
  return sum;
}

/** The prompt as the last sampling reads it, without what was written. */
export function longestPromptTokens(request: Looped, model: Reader): number {
  return Math.min(model.contextTokens, mostPromptTokens(request, model) + foundTokens(request, model, request.serverTools.searches));
}

function foundTokens({ serverTools: { isOpenLater, searches } }: Looped, { contextTokens }: Reader, searchesUntilThen: number): number {
  return isOpenLater ? contextTokens : Math.min(searches, searchesUntilThen) * SEARCH_TOKENS;
}

/** What an ordinary prompt of this size comes to, rather too much than too little. */
export function likelyPromptTokens(request: Prompt, model: Reader): number {
  const tokens = ordinaryTokens(request, model, LEAST_BYTES_PER_TOKEN) + FRAME_TOKENS + (request.hasTools ? TOOLS_TOKENS : 0);
  return Math.min(model.contextTokens, tokens);
}

/** What it is charged for where its upstream says nothing. */
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
