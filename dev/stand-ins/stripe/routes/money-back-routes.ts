import { closeDispute, updateDispute } from "../disputes/move-dispute";
import { type Form, pairsAt, textAt } from "../form";
import { listPage } from "../list";
import { balanceOf } from "../money/balance-transactions";
import { createRefund, type Made } from "../refunds/create-refund";
import { cancelRefund } from "../refunds/resolve-refund";
import type { StripeStandIn } from "../stand-in";
import { byPayment, found, type Route, read } from "./route";

const refundAt = ({ store }: StripeStandIn, id: string) => found(store.refunds, "refund", id);
const disputeAt = ({ store }: StripeStandIn, id: string) => found(store.disputes, "dispute", id);

/** Refunds, disputes, warnings, and the lines of the balance that they leave. */
export const MONEY_BACK_ROUTES: Route[] = [
  ["POST", /^\/v1\/refunds$/, createRefund],
  ["GET", /^\/v1\/refunds$/, ({ store }, form) => read(listPage(store.refunds.values(), form, "/v1/refunds", byPayment(form)))],
  ["GET", /^\/v1\/refunds\/(\w+)$/, (standIn, _, id) => read(refundAt(standIn, id))],
  ["POST", /^\/v1\/refunds\/(\w+)$/, updateRefund],
  ["POST", /^\/v1\/refunds\/(\w+)\/cancel$/, (standIn, _, id) => acted(refundAt(standIn, id), (each) => cancelRefund(standIn, each))],
  ["GET", /^\/v1\/disputes$/, ({ store }, form) => read(listPage(store.disputes.values(), form, "/v1/disputes", byPayment(form)))],
  ["GET", /^\/v1\/disputes\/(\w+)$/, (standIn, _, id) => read(disputeAt(standIn, id))],
  ["POST", /^\/v1\/disputes\/(\w+)$/, (standIn, form, id) => acted(disputeAt(standIn, id), (each) => updateDispute(standIn, each, form))],
  ["POST", /^\/v1\/disputes\/(\w+)\/close$/, (standIn, _, id) => acted(disputeAt(standIn, id), (each) => closeDispute(standIn, each))],
  [
    "GET",
    /^\/v1\/radar\/early_fraud_warnings$/,
    ({ store }, form) => read(listPage(store.warnings.values(), form, "/v1/radar/early_fraud_warnings", byPayment(form))),
  ],
  ["GET", /^\/v1\/radar\/early_fraud_warnings\/(\w+)$/, ({ store }, _, id) => read(found(store.warnings, "radar.early_fraud_warning", id))],
  [
    "GET",
    /^\/v1\/balance_transactions$/,
    ({ store }, form) => read(listPage(store.balanceTransactions.values(), form, "/v1/balance_transactions", ofSource(form))),
  ],
  ["GET", /^\/v1\/balance_transactions\/(\w+)$/, ({ store }, _, id) => read(found(store.balanceTransactions, "balance_transaction", id))],
  ["GET", /^\/v1\/balance$/, ({ store }) => read(balanceOf(store))],
];

function acted<T>(object: T, act: (object: T) => Made<T>["events"]): Made<T> {
  const events = act(object);
  return { object, events };
}

function updateRefund(standIn: StripeStandIn, form: Form, id: string): Made<unknown> {
  const refund = refundAt(standIn, id);
  refund.metadata = { ...refund.metadata, ...pairsAt(form, "metadata") };
  return { object: refund, events: [standIn.webhooks.record("refund.updated", refund)] };
}

function ofSource(form: Form) {
  const [source, type, currency] = ["source", "type", "currency"].map((name) => textAt(form, name));
  return (each: { source: unknown; type: string; currency: string }) =>
    (!source || each.source === source) && (!type || each.type === type) && (!currency || each.currency === currency);
}
