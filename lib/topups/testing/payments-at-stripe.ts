import type Stripe from "stripe";
import { expect } from "vitest";
import { newId } from "@/lib/basics/ids";
import { nanoFromCents } from "@/lib/basics/money";
import { sumsByContra } from "@/lib/ledger/testing/payments";
import { handleEvent } from "@/lib/topups/events/handle-event";
import { fulfil } from "@/lib/topups/payment/fulfil-order";
import { control, ownStripe, press } from "@/lib/topups/testing/stripe-stand-in";
import { type Buyer, deliver, newBuyer, startedTopUp } from "@/lib/topups/testing/top-ups";

export type Payment = { buyer: Buyer; topUpId: string; sessionId: string; chargeId: string; intentId: string };

/** A payment at Stripe that the product does not know yet. */
export async function paidAtStripe(buyer?: Buyer, amount = "20"): Promise<Payment> {
  const by = buyer ?? (await newBuyer());
  const { topUpId, sessionId, url } = await startedTopUp(by, amount, newId());
  await press("pay", url);
  const session = await ownStripe.checkout.sessions.retrieve(sessionId);
  const intentId = String(session.payment_intent);
  const { latest_charge } = await ownStripe.paymentIntents.retrieve(intentId);
  return { buyer: by, topUpId, sessionId, intentId, chargeId: String(latest_charge) };
}

export async function creditedPayment(buyer?: Buyer, amount = "20"): Promise<Payment> {
  const payment = await paidAtStripe(buyer, amount);
  await fulfil(payment.topUpId);
  return payment;
}

/** Stripe's events about what became of a payment, oldest first. */
export async function newsOf({ chargeId }: Payment): Promise<Stripe.Event[]> {
  const all = await ownStripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 5_000 });
  const isAbout = ({ type, data }: Stripe.Event) => {
    const object = data.object as { id?: string; charge?: string };
    return /^(charge\.(refunded|dispute)|refund|radar)/.test(type) && (object.charge === chargeId || object.id === chargeId);
  };
  return all.filter(isAbout).reverse();
}

/** Delivers events one after the other, and handles each as the worker does, without its queue. */
export async function deliverAll(events: Stripe.Event[]): Promise<void> {
  for (const event of events) {
    await deliver(event);
    await handleEvent(event.id, { isLastAttempt: false });
  }
}

/** The same event as another delivery: Stripe repeats the id, and may also make two events of one change. */
export function again(event: Stripe.Event): Stripe.Event {
  return { ...event, id: `evt_${newId()}` } as Stripe.Event;
}

export const refundAtStripe = ({ intentId }: Payment, amount?: number) =>
  ownStripe.refunds.create({ payment_intent: intentId, ...(amount && { amount }) });

export async function disputeAtStripe({ chargeId }: Payment, status = "needs_response"): Promise<string> {
  await control("POST", `charges/${chargeId}/dispute`, { status });
  return (await ownStripe.disputes.list({ charge: chargeId, limit: 1 })).data[0]?.id ?? "";
}

export const statusOf = (disputeId: string, status: string) => control("POST", `disputes/${disputeId}/${status}`);

/** What Stripe has of these payments now: charges, less refunds that did not fail, and the lines of disputes. */
async function nanoAtStripe(payments: Payment[]): Promise<bigint> {
  let cents = 0;
  for (const { chargeId } of payments) {
    const charge = await ownStripe.charges.retrieve(chargeId);
    const refunds = await ownStripe.refunds.list({ charge: chargeId, limit: 100 });
    const disputes = await ownStripe.disputes.list({ charge: chargeId, limit: 100 });
    cents += charge.amount;
    for (const { status, amount } of refunds.data) if (status !== "failed" && status !== "canceled") cents -= amount;
    for (const dispute of disputes.data) for (const { amount } of dispute.balance_transactions) cents += amount;
  }
  return nanoFromCents(cents);
}

/** The ledger's sum against Stripe is what Stripe has, to the cent. */
export async function expectSumAtStripe(payments: Payment[]): Promise<void> {
  const { stripe_clearing: ours = 0n } = await sumsByContra(payments[0]?.buyer.workspaceId ?? "");
  expect(ours).toBe(await nanoAtStripe(payments));
}
