import "server-only";
import type Stripe from "stripe";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { inTransaction } from "@/lib/platform/postgres";
import { isStripeFailure, stripe } from "@/lib/platform/stripe";
import { nameOrder, type OrderPlace, readOrder } from "@/lib/topups/orders/find-order";
import { idempotencyKey, type Order, SESSION_LIFETIME_MS } from "@/lib/topups/orders/order";

const EXPAND = ["payment_intent.latest_charge"];
const SEARCHED_SESSIONS = 300;

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
  if (!session.payment_method_types.includes("card")) {
    log.error(
      { event: "payments.cards_disabled", topUpId: order.id, offered: session.payment_method_types },
      "cards are not enabled in the Stripe Dashboard",
    );
  }
  await adoptSession(order, session.id);
  return session;
}

/**
 * Stores the order's session if it has none yet. Returns whether this is the order's session: false if the order has another one, or the
 * session belongs to another order. A session that was just opened under the order's own key is always its own.
 */
export function adoptSession({ workspaceId, id }: OrderPlace, sessionId: string): Promise<boolean> {
  return inTransaction(async (on) => {
    const order = await readOrder(on, { workspaceId, id }, "FOR UPDATE");
    if (!order || order.sessionId) return order?.sessionId === sessionId;
    const owner = await nameOrder(on, order, `session:${sessionId}`);
    if (owner.id !== id || owner.workspaceId !== workspaceId) return false;
    const { rows } = await on.query<{ isNoted: boolean }>('SELECT note_session($1, $2, $3) AS "isNoted"', [workspaceId, id, sessionId]);
    return rows[0]?.isNoted === true;
  });
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

function sessionParameters(order: Order): Stripe.Checkout.SessionCreateParams {
  const metadata = { topup_id: order.id, workspace_id: order.workspaceId };
  const returnUrl = `${env.RELAIS_PUBLIC_URL}/billing/return?topup=${order.id}`;
  return {
    mode: "payment",
    allowed_payment_method_types: ["card"],
    line_items: [
      {
        quantity: 1,
        price_data: { currency: order.currency, unit_amount: order.amountCents, product_data: { name: "Relais balance" } },
      },
    ],
    client_reference_id: order.id,
    metadata,
    payment_intent_data: { metadata },
    ...(order.receiptEmail && { customer_email: order.receiptEmail }),
    expires_at: Math.floor((order.createdAt.getTime() + SESSION_LIFETIME_MS) / 1000),
    success_url: returnUrl,
    cancel_url: `${returnUrl}&left=1`,
  };
}
