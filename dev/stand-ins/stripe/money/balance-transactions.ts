import type Stripe from "stripe";
import { newId, type Store } from "../store";
import { converted } from "./currencies";

export type Movement = {
  type: Stripe.BalanceTransaction.Type;
  category: string;
  /** In the currency of the payment; negative where the money leaves the account. */
  amount: number;
  currency: string;
  source: string;
  description?: string;
  /** In the currency of the account. */
  fee?: number;
};

const DAYS_UNTIL_AVAILABLE = 2;
const FEE_DECIMALS = 10_000;
const FEES: Record<string, { perTenThousand: number; fixed: number }> = {
  card: { perTenThousand: 290, fixed: 30 },
  sepa_debit: { perTenThousand: 80, fixed: 30 },
  oxxo: { perTenThousand: 360, fixed: 20 },
};

/** One line of the account's balance. A currency without a bank account of its own is converted at the stand-in's rate. */
export function bookMovement(store: Store, movement: Movement): Stripe.BalanceTransaction {
  const currency = store.account.settles(movement.currency) ? movement.currency : store.account.currency;
  const amount = converted(movement.amount, movement.currency, currency);
  const fee = movement.fee ?? 0;
  const line: Stripe.BalanceTransaction = {
    id: newId("txn"),
    object: "balance_transaction",
    amount,
    available_on: store.nowSeconds() + DAYS_UNTIL_AVAILABLE * 86_400,
    balance_type: "payments",
    created: store.nowSeconds(),
    currency,
    description: movement.description ?? null,
    exchange_rate: currency === movement.currency ? null : amount / movement.amount,
    fee,
    fee_details: fee === 0 ? [] : [{ amount: fee, application: null, currency, description: "Stripe processing fees", type: "stripe_fee" }],
    net: amount - fee,
    reporting_category: movement.category,
    source: movement.source,
    status: "pending",
    type: movement.type,
  };
  store.balanceTransactions.set(line.id, line);
  return line;
}

/** What Stripe keeps of a payment, in the account's currency. */
export function feeOf(store: Store, method: string, amount: number, paidIn: string): number {
  const { perTenThousand, fixed } = FEES[method] ?? { perTenThousand: 220, fixed: 35 };
  const currency = store.account.settles(paidIn) ? paidIn : store.account.currency;
  const settled = converted(amount, paidIn, currency);
  return Math.round((settled * perTenThousand) / FEE_DECIMALS) + converted(fixed, "usd", currency);
}

/** `GET /v1/balance`: the sum of all lines for each currency. */
export function balanceOf(store: Store): Pick<Stripe.Balance, "object" | "livemode" | "available" | "pending"> {
  const sums = { available: new Map<string, number>(), pending: new Map<string, number>() };
  for (const line of store.balanceTransactions.values()) {
    const side = line.available_on <= store.nowSeconds() ? sums.available : sums.pending;
    side.set(line.currency, (side.get(line.currency) ?? 0) + line.net);
  }
  const listed = (side: Map<string, number>) => {
    if (side.size === 0) side.set(store.account.currency, 0);
    return [...side].map(([currency, amount]) => ({ amount, currency }));
  };
  return { object: "balance", livemode: false, available: listed(sums.available), pending: listed(sums.pending) };
}
