import "server-only";
import { invariant } from "@/lib/basics/errors";
import { type Lot, listLots } from "@/lib/ledger/list-lots";
import { readWallet, type Wallet } from "@/lib/ledger/wallet";
import { type BalanceActivity, readActivity } from "@/lib/topups/activity";
import { listUnfinished, refreshTopUp, type TopUpLine } from "@/lib/topups/checkout/read-top-ups";
import type { TopUpState } from "@/lib/topups/orders/order";

export type Billing = { wallet: Wallet; credit: { lots: Lot[]; count: number }; unfinished: TopUpLine[]; activity: BalanceActivity };

/** The data of the billing page: the balance now, the payments under way, and what moved the balance in a month. */
export async function readBilling(workspaceId: string, month: string, timeZone: string, now: Date): Promise<Billing> {
  const [wallet, unfinished, activity] = await Promise.all([
    walletOf(workspaceId),
    listUnfinished(workspaceId),
    readActivity(workspaceId, month, timeZone, now),
  ]);
  // After the wallet, whose reading lets due credit expire.
  return { wallet, credit: await listLots(workspaceId), unfinished, activity };
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
