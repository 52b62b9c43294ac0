import "server-only";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { isBusy } from "@/lib/basics/errors";
import { log } from "@/lib/platform/log";
import { type AmountRefusal, topUpCents } from "@/lib/topups/orders/amounts";
import { closeOrder } from "@/lib/topups/orders/close-order";
import type { Order } from "@/lib/topups/orders/order";
import { type LimitRefusal, placeOrder } from "@/lib/topups/orders/place-order";
import { priceOrder } from "@/lib/topups/orders/price-order";
import { fulfil } from "@/lib/topups/payment/fulfil-order";
import { isServiceAway } from "@/lib/topups/services/service-away";
import { serviceOf } from "@/lib/topups/services/services";
import { isStoredFailure } from "@/lib/topups/services/stripe/session";

export type TopUpRequest = {
  workspaceId: string;
  userId: string;
  /** The address for the receipt. */
  email: string;
  /** As the person typed it, in dollars. */
  amount: string;
  /** Made with the form: the same form sent twice makes one order. */
  formKey: string;
  /** The way to pay; a card where the form does not ask. */
  method?: string | undefined;
  /** The buyer's country, as two capital letters. */
  country?: string | undefined;
  /** The sum that the page showed, such as "14484 cny": another one is not charged without a question. */
  shown?: string | undefined;
};

export type TopUpRefusal = AmountRefusal | LimitRefusal | "withheld" | "price_changed" | "stripe_unavailable" | "busy";
export type TopUpStart =
  /** Send the person to the service's payment page. */
  | { kind: "checkout"; topUpId: string; url: string }
  /** This form's order needs no payment page any more: its own page shows its state. */
  | { kind: "finished"; topUpId: string }
  | { kind: "refused"; reason: TopUpRefusal };

/**
 * Writes the order, then opens its payment page. If Stripe is away, the order stays and the next try continues it.
 * If the database is too busy, the answer says so, and the same form may be sent again.
 */
export async function startTopUp(request: TopUpRequest, clock: Clock = systemClock): Promise<TopUpStart> {
  return start(request, clock).catch((error) => {
    if (!isBusy(error)) throw error;
    log.warn({ event: "payments.top_up_unbegun", err: error }, "a top-up could not be begun");
    return { kind: "refused", reason: "busy" };
  });
}

async function start(request: TopUpRequest, clock: Clock): Promise<TopUpStart> {
  const { method = "card", country, shown } = request;
  const amount = topUpCents(request.amount);
  if (amount.kind === "refused") return amount;
  const priced = await priceOrder({ amountCents: amount.amountCents, method, country: country ?? null }, clock.now());
  if (priced.kind === "withheld") return { kind: "refused", reason: "withheld" };
  const { terms } = priced;
  if (shown !== undefined && shown !== `${terms.chargeMinor} ${terms.currency}`) return { kind: "refused", reason: "price_changed" };
  const placement = { ...request, amountCents: amount.amountCents, terms };
  const placed = await placeOrder(placement, clock);
  if (placed.kind === "refused") return placed;
  const first = await openCheckout(placed.order);
  // The form's order was closed meanwhile: a second try makes a new one.
  if (first.kind !== "closed") return first;
  const again = await placeOrder(placement, clock);
  if (again.kind === "refused") return again;
  const second = await openCheckout(again.order);
  return second.kind === "closed" ? { kind: "refused", reason: "stripe_unavailable" } : second;
}

/** The payment page of an order that exists already, for "continue to payment". */
export async function openCheckout(order: Order): Promise<TopUpStart | { kind: "closed" }> {
  if (order.state !== "created") return { kind: "finished", topUpId: order.id };
  try {
    const service = serviceOf(order);
    const page = order.sessionId ? await service.page(order) : await service.open(order);
    if (page?.kind === "service") return { kind: "checkout", topUpId: order.id, url: page.url };
    if (page) return { kind: "finished", topUpId: order.id };
    const state = await fulfil(order.id);
    return state === "expired" || state === "failed" ? { kind: "closed" } : { kind: "finished", topUpId: order.id };
  } catch (error) {
    if (!isServiceAway(error)) throw error;
    log.warn({ event: "payments.page_unopened", topUpId: order.id, err: error }, "a payment service did not open a payment page");
    if (isStoredFailure(error)) await closeOrder(order, "failed");
    return { kind: "refused", reason: "stripe_unavailable" };
  }
}
