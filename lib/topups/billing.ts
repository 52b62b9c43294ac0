import "server-only";
import { invariant } from "@/lib/basics/errors";
import { isUuid } from "@/lib/basics/ids";
import { type LedgerEntry, listLedgerEntries } from "@/lib/ledger/list-entries";
import { readWallet, type Wallet } from "@/lib/ledger/wallet";
import { listTopUps, refreshTopUp, type TopUpPage } from "@/lib/topups/checkout/read-top-ups";
import type { TopUpState } from "@/lib/topups/orders/order";

const ENTRIES = 20;

/** `next` is the `before` of the next page; null on the last page. */
export type EntriesPage = { entries: LedgerEntry[]; next: string | null };
export type Billing = { wallet: Wallet; topUps: TopUpPage; entries: EntriesPage };

/** The data of the billing page. */
export async function readBilling(
  workspaceId: string,
  page: { topUpsBefore: string | null; entriesBefore: string | null },
): Promise<Billing> {
  const [wallet, topUps, entries] = await Promise.all([
    walletOf(workspaceId),
    listTopUps(workspaceId, page.topUpsBefore),
    entriesPage(workspaceId, page.entriesBefore),
  ]);
  return { wallet, topUps, entries };
}

/** The data of the return page, which polls it. Money is exact text, since it is sent as JSON. */
export type TopUpProgress = {
  id: string;
  state: TopUpState;
  amountCents: number;
  availableNano: string;
  declineCode: string | null;
  receiptUrl: string | null;
};

export async function readProgress(workspaceId: string, topUpId: string): Promise<TopUpProgress> {
  // In this order: otherwise a balance from before the credit could appear beside "paid".
  const order = await refreshTopUp(workspaceId, topUpId);
  const wallet = await walletOf(workspaceId);
  const { id, state, amountCents, declineCode, receiptUrl } = order;
  return { id, state, amountCents, declineCode, receiptUrl, availableNano: wallet.availableNano.toString() };
}

async function walletOf(workspaceId: string): Promise<Wallet> {
  const wallet = await readWallet(workspaceId);
  invariant(wallet, "every workspace has a wallet from its first moment");
  return wallet;
}

async function entriesPage(workspaceId: string, before: string | null): Promise<EntriesPage> {
  const rows = await listLedgerEntries(workspaceId, { limit: ENTRIES + 1, ...(before && isUuid(before) && { before }) });
  const entries = rows.slice(0, ENTRIES);
  return { entries, next: rows.length > ENTRIES ? (entries.at(-1)?.id ?? null) : null };
}
