import "server-only";
import type { Price } from "@/lib/pricing/price";
import { priceBook } from "@/lib/pricing/price-book";
import { type Receipt, receipt } from "@/lib/pricing/receipt";
import { type Saving, savingByCaching } from "@/lib/receipts/saving";
import type { Call } from "@/lib/usage/call";
import { readCall } from "@/lib/usage/read-call";

export type CallReceipt = {
  call: Call;
  modelName: string;
  /** The version that was in force when the call was received; null should it no longer be in the catalogue. */
  price: Price | null;
  /** The arithmetic; null when there is none: the call's usage was not reported, or its price is gone. */
  arithmetic: Receipt | null;
  /** False where the call was priced otherwise than by its tokens: free, or by what was known when its process died. */
  isPricedByTokens: boolean;
  saving: Saving;
};

const NO_SAVING: Saving = { readsSavedNano: 0n, writesExtraNano: 0n };

/** The receipt of a finished call. Throws `not_found` for one that this workspace does not have. */
export async function readReceipt(workspaceId: string, callId: string): Promise<CallReceipt> {
  const [call, book] = await Promise.all([readCall(workspaceId, callId), priceBook()]);
  // A process that has not heard of a new version yet must not print a receipt without it.
  if (!book.priceVersion(call.modelId, "sale", call.priceVersion)) await book.reload();
  const price = book.priceVersion(call.modelId, "sale", call.priceVersion);
  const isUsed = call.isUsageReported || call.usage.webSearches > 0;
  const arithmetic = price && isUsed ? receipt(call.usage, price) : null;
  const isPricedByTokens = arithmetic !== null && arithmetic.priceNano === call.priceNano;
  return {
    call,
    modelName: book.model(call.modelId)?.displayName ?? call.modelId,
    price,
    arithmetic,
    isPricedByTokens,
    saving: price && isPricedByTokens ? savingByCaching(call.usage, price) : NO_SAVING,
  };
}
