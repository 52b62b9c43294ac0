import "server-only";
import type Stripe from "stripe";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { isStripeFailure, stripe } from "@/lib/platform/stripe";
import { adoptSession } from "@/lib/topups/orders/adopt-session";
import { idempotencyKey, type Order, SESSION_LIFETIME_MS } from "@/lib/topups/orders/order";
import { methodParameters } from "@/lib/topups/services/stripe/method-parameters";

const EXPAND = ["payment_intent.latest_charge"];
const SEARCHED_SESSIONS = 300;
/** Stripe opens no page for less than half an hour; the minute is for the way. */
const STRIPES_LEAST_MS = 31 * 60_000;

/** The current session at Stripe, with its payment and its charge. */
export async function readSession(sessionId: string): Promise<Stripe.Checkout.Session> {
  return stripe().checkout.sessions.retrieve(sessionId, { expand: EXPAND });
}

/**
 * Makes the order's Checkout Session once. Every parameter comes from the row, so a repeat with the same key is the same request,
 * and Stripe returns the same session.
 */
export async function openSession(order: Order): Promise<Stripe.Checkout.Session> {
  const session = await createSession(order);
  // A method that the account has not enabled, or that does not take the currency, is left out without an error.
  if (!session.payment_method_types.includes(order.method as never)) {
    log.error(
      { event: "payments.method_missing", topUpId: order.id, method: order.method, offered: session.payment_method_types },
      "Stripe does not offer the method of an order: it is not enabled in the Dashboard, or does not take the currency",
    );
  }
  await adoptSession(order, session.id);
  return session;
}

async function createSession(order: Order): Promise<Stripe.Checkout.Session> {
  try {
    return await stripe().checkout.sessions.create(sessionParameters(order), { idempotencyKey: idempotencyKey(order.id) });
  } catch (error) {
    if (!isStripeFailure(error)) throw error;
    // Stripe may have made the session before it failed, and it replays a stored failure for a day. So look for the session.
    const made = await findSession(order);
    if (made) return made;
    throw error;
  }
}

/** Whether Stripe has stored this failure under the order's key, so that a retry can only give the same failure. */
export function isStoredFailure(error: unknown): boolean {
  return isStripeFailure(error) && error.headers?.["idempotent-replayed"] === "true";
}

async function findSession(order: Order): Promise<Stripe.Checkout.Session | null> {
  const since = Math.floor(order.createdAt.getTime() / 1000);
  const recent = await stripe()
    .checkout.sessions.list({ created: { gte: since }, limit: 100 })
    .autoPagingToArray({ limit: SEARCHED_SESSIONS });
  return recent.find((session) => session.client_reference_id === order.id) ?? null;
}

/** A page in a local currency ends soon after its price, and later than Stripe's least half hour from when it is opened. */
function lifetimeMs({ createdAt, pricedUntil }: Order): number {
  return pricedUntil ? pricedUntil.getTime() - createdAt.getTime() + STRIPES_LEAST_MS : SESSION_LIFETIME_MS;
}

function sessionParameters(order: Order): Stripe.Checkout.SessionCreateParams {
  const metadata = { topup_id: order.id, workspace_id: order.workspaceId };
  const returnUrl = `${env.RELAIS_PUBLIC_URL}/billing/return?topup=${order.id}`;
  return {
    mode: "payment",
    ...methodParameters(order),
    // Never left to the Dashboard's default: a page in another currency would be a surprise to both sides.
    adaptive_pricing: { enabled: order.isAdaptive },
    line_items: [
      {
        quantity: 1,
        price_data: { currency: order.currency, unit_amount: order.chargeMinor, product_data: { name: "Relais balance" } },
      },
    ],
    client_reference_id: order.id,
    metadata,
    payment_intent_data: { metadata },
    ...(order.receiptEmail && { customer_email: order.receiptEmail }),
    expires_at: Math.floor((order.createdAt.getTime() + lifetimeMs(order)) / 1000),
    success_url: returnUrl,
    cancel_url: `${returnUrl}&left=1`,
  };
}
