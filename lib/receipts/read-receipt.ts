import "server-only";
import { NO_TOKENS } from "@/lib/basics/tokens";
import type { Price } from "@/lib/pricing/price";
import { type PriceBook, priceBook } from "@/lib/pricing/price-book";
import { type Receipt, receipt } from "@/lib/pricing/receipt";
import { type Saving, savingByCaching } from "@/lib/receipts/saving";
import type { FinishedCall } from "@/lib/usage/call";
import { readCall } from "@/lib/usage/read-call";
import { type CallMove, readMoves } from "@/lib/usage/read-moves";
import { type CallPart, readParts } from "@/lib/usage/read-parts";

/** Samplings inside the call with the same prices, and their arithmetic. */
export type ReceiptPart = CallPart & { modelName: string; price: Price; arithmetic: Receipt };

export type CallReceipt = {
  call: FinishedCall;
  modelName: string;
  /** The version in force when the call was received; null if it is no longer in the catalogue. */
  price: Price | null;
  /** The arithmetic of the called model's tokens; null if usage was not reported or the price is gone. */
  arithmetic: Receipt | null;
  /** The usage of other models inside the call, and the call's own tokens if they are broken down. Empty for nearly every call. */
  parts: ReceiptPart[];
  /** Whether the called model's tokens are priced by `parts`: its samplings are on both sides of its step, or only together above it. */
  isBrokenDown: boolean;
  /** Accounts that were skipped before the one that answered. Empty for nearly every call. */
  moves: CallMove[];
  /** False if the call was not priced by its tokens: it was free, or charged by a checkpoint of a version that stored no tokens. */
  isPricedByTokens: boolean;
  saving: Saving;
};

const NO_SAVING: Saving = { readsSavedNano: 0n, writesExtraNano: 0n };

/** The receipt of a finished call. Throws `not_found` for one that this workspace does not have. */
export async function readReceipt(workspaceId: string, callId: string): Promise<CallReceipt> {
  const [call, book] = await Promise.all([readCall(workspaceId, callId), priceBook()]);
  const price = await priceOf(book, call);
  const [parts, moves] = await Promise.all([partsOf(book, workspaceId, call), readMoves(workspaceId, call.id)]);
  const isUsed = call.isUsageReported || call.usage.webSearches > 0 || parts.length > 0;
  const isBrokenDown = parts.some((part) => part.modelId === call.modelId);
  // If the call is broken down, `parts` prices its tokens, and only its searches are left here.
  const ownUsage = isBrokenDown ? { ...call.usage, tokens: NO_TOKENS } : call.usage;
  const arithmetic = price && isUsed ? receipt(ownUsage, price) : null;
  const wholeNano = parts.reduce((sum, part) => sum + part.arithmetic.priceNano, arithmetic?.priceNano ?? 0n);
  const isPricedByTokens = arithmetic !== null && wholeNano === call.priceNano;
  return {
    call,
    modelName: book.model(call.modelId)?.displayName ?? call.modelId,
    price,
    arithmetic,
    parts,
    moves,
    isPricedByTokens,
    isBrokenDown,
    saving: price && isPricedByTokens && !isBrokenDown ? savingByCaching(call.usage, price) : NO_SAVING,
  };
}

/** A process that does not know a new version yet must not print a receipt without it. */
async function priceOf(book: PriceBook, { modelId, priceVersion }: Pick<FinishedCall, "modelId" | "priceVersion">): Promise<Price | null> {
  if (!book.priceVersion(modelId, "sale", priceVersion)) await book.reload();
  return book.priceVersion(modelId, "sale", priceVersion);
}

async function partsOf(book: PriceBook, workspaceId: string, { id, usage }: FinishedCall): Promise<ReceiptPart[]> {
  const parts: ReceiptPart[] = [];
  for (const part of await readParts(workspaceId, id)) {
    const price = await priceOf(book, part);
    if (!price) continue;
    const modifiers = part.modifiers ?? usage.modifiers;
    const arithmetic = receipt({ tokens: part.tokens, modifiers, isStep: part.isStep, webSearches: 0 }, price);
    parts.push({ ...part, modelName: book.model(part.modelId)?.displayName ?? part.modelId, price, arithmetic });
  }
  return parts;
}
