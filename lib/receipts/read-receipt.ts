import "server-only";
import { NO_TOKENS } from "@/lib/basics/tokens";
import type { Price } from "@/lib/pricing/price";
import { type PriceBook, priceBook } from "@/lib/pricing/price-book";
import { type Receipt, receipt } from "@/lib/pricing/receipt";
import { type Saving, savingByCaching } from "@/lib/receipts/saving";
import type { FinishedCall } from "@/lib/usage/call";
import { readCall } from "@/lib/usage/read-call";
import { type CallModelShare, readModelShares } from "@/lib/usage/read-model-shares";
import { type CallSkippedAccount, readSkippedAccounts } from "@/lib/usage/read-skipped-accounts";

/** Samplings inside the call with the same prices, and their arithmetic. */
export type ReceiptModelShare = CallModelShare & { modelName: string; price: Price; arithmetic: Receipt };

export type CallReceipt = {
  call: FinishedCall;
  modelName: string;
  /** The version in force when the call was received; null if it is no longer in the catalogue. */
  price: Price | null;
  /** The arithmetic of the called model's tokens; null if usage was not reported or the price is gone. */
  arithmetic: Receipt | null;
  /** The usage of other models inside the call, and the call's own tokens if they are broken down. Empty for nearly every call. */
  modelShares: ReceiptModelShare[];
  /** Whether `modelShares` price the called model's tokens too: its samplings are on both sides of its step, or only together above it. */
  isBrokenDown: boolean;
  /** Accounts that were skipped before the one that answered. Empty for nearly every call. */
  skippedAccounts: CallSkippedAccount[];
  /** False if the call was not priced by its tokens: it was free, or charged by a checkpoint of a version that stored no tokens. */
  isPricedByTokens: boolean;
  saving: Saving;
};

const NO_SAVING: Saving = { readsSavedNano: 0n, writesExtraNano: 0n };

/** The receipt of a finished call. Throws `not_found` for one that this workspace does not have. */
export async function readReceipt(workspaceId: string, callId: string): Promise<CallReceipt> {
  const [call, book] = await Promise.all([readCall(workspaceId, callId), priceBook()]);
  const price = await priceOf(book, call);
  const [modelShares, skippedAccounts] = await Promise.all([
    modelSharesOf(book, workspaceId, call),
    readSkippedAccounts(workspaceId, call.id),
  ]);
  const isUsed = call.isUsageReported || call.usage.webSearches > 0 || modelShares.length > 0;
  const isBrokenDown = modelShares.some((share) => share.modelId === call.modelId);
  // If the call is broken down, `modelShares` prices its tokens, and only its searches are left here.
  const ownUsage = isBrokenDown ? { ...call.usage, tokens: NO_TOKENS } : call.usage;
  const arithmetic = price && isUsed ? receipt(ownUsage, price) : null;
  const wholeNano = modelShares.reduce((sum, share) => sum + share.arithmetic.priceNano, arithmetic?.priceNano ?? 0n);
  const isPricedByTokens = arithmetic !== null && wholeNano === call.priceNano;
  return {
    call,
    modelName: book.model(call.modelId)?.displayName ?? call.modelId,
    price,
    arithmetic,
    modelShares,
    skippedAccounts,
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

async function modelSharesOf(book: PriceBook, workspaceId: string, { id, usage }: FinishedCall): Promise<ReceiptModelShare[]> {
  const modelShares: ReceiptModelShare[] = [];
  for (const share of await readModelShares(workspaceId, id)) {
    const price = await priceOf(book, share);
    if (!price) continue;
    const modifiers = share.modifiers ?? usage.modifiers;
    const arithmetic = receipt({ tokens: share.tokens, modifiers, isStep: share.isStep, webSearches: 0 }, price);
    modelShares.push({ ...share, modelName: book.model(share.modelId)?.displayName ?? share.modelId, price, arithmetic });
  }
  return modelShares;
}
