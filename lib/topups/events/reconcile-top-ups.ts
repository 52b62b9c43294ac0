import "server-only";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/prisma";
import { isStripeConfigured, stripe } from "@/lib/platform/stripe";
import { SESSION_EVENTS } from "@/lib/topups/events/handle-event";
import { storeEvent } from "@/lib/topups/events/webhook";
import { closeOrder } from "@/lib/topups/orders/close-order";
import type { OrderPlace } from "@/lib/topups/orders/find-order";
import { asOrder, CONTINUE_WINDOW_MS } from "@/lib/topups/orders/order";
import { isPriceOver } from "@/lib/topups/orders/place-order";
import { fulfil } from "@/lib/topups/payment/fulfil-order";
import { QUESTION_EVENTS } from "@/lib/topups/questions/question";
import { serviceOf } from "@/lib/topups/services/services";

const SETTLING_MS = 3 * 60_000;
/** As long as Stripe retries webhooks. An order that cannot be looked up within this time waits for an admin. */
const LOOK_UP_WITHIN_MS = 72 * 3_600_000;
const BATCH = 200;
const HOUR_MS = 60 * 60_000;
const FIRST_LOOK_BACK_MS = 72 * HOUR_MS;
const CURSOR = "checkout_events";

/**
 * Looks up every order that has been open for three minutes: a missing webhook costs minutes, not the money. An order in a local
 * currency whose price no longer holds is ended.
 * The failure of one order is logged and does not affect the others. Returns how many were looked up.
 */
export async function reconcileTopUps(clock: Clock = systemClock): Promise<number> {
  if (!isStripeConfigured()) return 0;
  const now = clock.now();
  const rows = await database().topUp.findMany({
    where: { state: { in: ["created", "processing"] }, createdAt: { lt: new Date(now.getTime() - SETTLING_MS) } },
    orderBy: { lookedAt: { sort: "asc", nulls: "first" } },
    take: BATCH,
  });
  for (const order of rows.map(asOrder)) {
    await database().topUp.updateMany({ where: placeOf(order), data: { lookedAt: now } });
    try {
      if (order.sessionId) {
        // Paid at the last moment, it is credited: the service says which of the two came first.
        if (order.state === "created" && isPriceOver(order, clock)) await serviceOf(order).close(order);
        await fulfil(order.id);
      }
      // Stripe's reply was lost, so nobody has the page's address. The order is too old to continue and blocks new ones.
      else if (order.createdAt.getTime() < now.getTime() - CONTINUE_WINDOW_MS) await closeOrder(order, "expired");
    } catch (error) {
      log.warn({ event: "payments.reconcile_failed", topUpId: order.id, err: error }, "an open top-up could not be looked up");
      if (order.createdAt.getTime() < now.getTime() - LOOK_UP_WITHIN_MS) await park(order, error);
    }
  }
  return rows.length;
}

function placeOf({ workspaceId, id }: OrderPlace): OrderPlace {
  return { workspaceId, id };
}

async function park(order: OrderPlace, error: unknown): Promise<void> {
  const reviewReason = `It could not be looked up: ${error instanceof Error ? error.message : String(error)}`.slice(0, 500);
  // Only if the order was not closed or credited meanwhile.
  const { count } = await database().topUp.updateMany({
    where: { ...placeOf(order), state: { in: ["created", "processing"] } },
    data: { state: "review", reviewReason },
  });
  if (count > 0)
    log.error(
      { event: "payments.top_up_given_up", topUpId: order.id, reviewReason },
      "an open top-up is given up and waits in /admin/failures",
    );
}

/**
 * Lists Stripe's events since the last listing, with an hour's overlap, and puts missing ones into the inbox. Returns how many
 * were missing.
 */
export async function reconcileEvents(clock: Clock = systemClock): Promise<number> {
  if (!isStripeConfigured()) return 0;
  const now = clock.now();
  const cursor = await database().stripeCursor.findUnique({ where: { name: CURSOR } });
  const since = cursor ? cursor.listedUntil.getTime() - HOUR_MS : now.getTime() - FIRST_LOOK_BACK_MS;
  let missing = 0;
  const listed = stripe().events.list({
    types: [...SESSION_EVENTS, ...QUESTION_EVENTS],
    created: { gte: Math.floor(since / 1000) },
    limit: 100,
  });
  for await (const event of listed) if (await storeEvent(event)) missing += 1;
  // Only after the whole list is stored: a listing that breaks off is repeated from the same place.
  await database().stripeCursor.upsert({
    where: { name: CURSOR },
    create: { name: CURSOR, listedUntil: now },
    update: { listedUntil: now },
  });
  if (missing > 0) log.warn({ event: "payments.events_missed", missing }, "Stripe events had not been delivered");
  return missing;
}
