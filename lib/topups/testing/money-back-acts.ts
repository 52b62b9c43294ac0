import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import type { Ledger } from "@/lib/ledger/ledger";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { requestRefund } from "@/lib/topups/refunds/request-refund";
import { creditedPayment, disputeAtStripe, type Payment, refundAtStripe, statusOf } from "@/lib/topups/testing/payments-at-stripe";
import { control, ownStripe } from "@/lib/topups/testing/stripe-stand-in";

/** What may happen to a payment. `history` has what was made so far. */
export type History = { payments: Payment[]; ledger: Ledger };
export type Act = (history: History) => Promise<unknown>;

const first = ({ payments }: History) => payments[0] as Payment;
const newestRefund = async (history: History) => (await ownStripe.refunds.list({ charge: first(history).chargeId, limit: 1 })).data[0];
const newestDispute = async (history: History) => (await ownStripe.disputes.list({ charge: first(history).chargeId, limit: 1 })).data[0];
/** Stripe and the product refuse what is impossible in a history, such as a refund of a disputed payment. */
const ifPossible =
  (act: Act): Act =>
  (history) =>
    act(history).catch(() => undefined);
const dispute = (status: string) => ifPossible((history) => disputeAtStripe(first(history), status));
const disputeIs = (status: string) =>
  ifPossible(async (history) => {
    const open = await newestDispute(history);
    if (open) await statusOf(open.id, status);
  });
const refundIs = (verb: "succeed" | "fail") =>
  ifPossible(async (history) => {
    const refund = await newestRefund(history);
    if (refund) await control("POST", `refunds/${refund.id}/${verb}`);
  });

export const ACTS = {
  refundPart: ifPossible((history) => refundAtStripe(first(history), 600)),
  refundRest: ifPossible((history) => refundAtStripe(first(history))),
  refundLater: ifPossible(async (history) => {
    await control("POST", "refunds/next", { status: "pending" });
    await refundAtStripe(first(history), 700);
  }),
  refundSucceeds: refundIs("succeed"),
  refundFails: refundIs("fail"),
  weRefund: (history) => {
    const { buyer, topUpId } = first(history);
    const part = { refundId: newId(), origin: "admin", chargeMinor: 500n, seenMinor: null, reason: null, bankAccount: null } as const;
    return requestRefund({ userId: newId(), ip: "192.0.2.1" }, { workspaceId: buyer.workspaceId, topUpId, ...part });
  },
  inquiry: dispute("warning_needs_response"),
  inquiryCloses: disputeIs("warning_closed"),
  dispute: dispute("needs_response"),
  prevented: dispute("prevented"),
  disputeGrows: disputeIs("needs_response"),
  underReview: disputeIs("under_review"),
  won: disputeIs("won"),
  lost: disputeIs("lost"),
  appeal: disputeIs("appeal_needs_response"),
  newWord: ifPossible(async (history) => {
    const open = await newestDispute(history);
    if (open) await control("POST", `disputes/${open.id}/name`, { status: "in_space" });
  }),
  warning: (history) => control("POST", `charges/${first(history).chargeId}/warn`),
  spend: async ({ payments, ledger }) => {
    const hold = holdOf(payments[0]?.buyer.workspaceId ?? "", nanoFromDollars("4") as bigint);
    if ((await ledger.placeHold(hold)).kind === "held") await ledger.settle(settlementOf(hold, hold.amountNano - 1n));
  },
  topUp: async (history) => {
    history.payments.push(await creditedPayment(first(history).buyer, "5"));
  },
} satisfies Record<string, Act>;
export type ActName = keyof typeof ACTS;
