import "server-only";
import { invariant } from "@/lib/basics/errors";
import { type Lot, listLots } from "@/lib/ledger/list-lots";
import { readWallet, type Wallet } from "@/lib/ledger/wallet";
import { type BalanceActivity, readActivity } from "@/lib/topups/activity";
import { type BalanceDay, readBalanceDays } from "@/lib/topups/balance-days";
import { listUnfinished, refreshTopUp, type TopUpLine } from "@/lib/topups/checkout/read-top-ups";
import type { TopUpState } from "@/lib/topups/orders/order";
import { type OwnRefunds, readOwnRefunds } from "@/lib/topups/refunds/own-refunds";

export type Billing = {
  wallet: Wallet;
  credit: { lots: Lot[]; count: number };
  unfinished: TopUpLine[];
  activity: BalanceActivity;
  days: BalanceDay[];
  refunds: OwnRefunds;
};

type BillingRead = {
  month: string;
  timeZone: string;
  now: Date;
  /** How the balance is read. A page that has just added a payment reads it after that. */
  wallet?: (workspaceId: string) => Promise<Wallet | null>;
};

/** The data of the billing page: the balance now and by day, the payments under way, and what moved the balance in a month. */
export async function readBilling(workspaceId: string, { month, timeZone, now, wallet: read }: BillingRead): Promise<Billing> {
  const [[wallet, days, credit], unfinished, activity, refunds] = await Promise.all([
    walletOf(workspaceId, read).then((balance) =>
      // After the wallet, whose reading lets due credit expire.
      Promise.all([balance, readBalanceDays(workspaceId, balance, timeZone, now), listLots(workspaceId)]),
    ),
    listUnfinished(workspaceId),
    readActivity(workspaceId, month, timeZone, now),
    readOwnRefunds(workspaceId, now),
  ]);
  return { wallet, credit, unfinished, activity, days, refunds };
}

/** The data of the return page, which polls it. Money is exact text, since it is sent as JSON. */
export type TopUpProgress = {
  id: string;
  state: TopUpState;
  amountCents: number;
  availableNano: string;
  declineCode: string | null;
  receiptUrl: string | null;
  /** What was asked for, in the smallest unit of the currency. */
  chargeMinor: number;
  currency: string;
  /** What a payment under way waits for: until when a voucher can be paid, and where it is shown. */
  payBy: string | null;
  instructionsUrl: string | null;
};

export async function readProgress(workspaceId: string, topUpId: string): Promise<TopUpProgress> {
  // In this order: otherwise a balance from before the credit could appear beside "paid".
  const order = await refreshTopUp(workspaceId, topUpId);
  const wallet = await walletOf(workspaceId);
  const { id, state, amountCents, declineCode, receiptUrl, chargeMinor, currency, payBy, instructionsUrl } = order;
  const asked = { chargeMinor, currency, payBy: payBy?.toISOString() ?? null, instructionsUrl };
  return { id, state, amountCents, declineCode, receiptUrl, ...asked, availableNano: wallet.availableNano.toString() };
}

async function walletOf(workspaceId: string, read = readWallet): Promise<Wallet> {
  const wallet = await read(workspaceId);
  invariant(wallet, "every workspace has a wallet from its first moment");
  return wallet;
}
