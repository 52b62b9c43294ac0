import "@/lib/topups/testing/stripe-stand-in";
import type Stripe from "stripe";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import { postgres } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";
import { ownerConnection } from "@/lib/testing/owner";
import { handleEvent } from "@/lib/topups/events/handle-event";
import { adoptSession } from "@/lib/topups/orders/adopt-session";
import { insertOrder, paidSession } from "@/lib/topups/testing/paid-sessions";
import { eventsOf } from "@/lib/topups/testing/stripe-stand-in";
import { availableNano, deliver, newBuyer } from "@/lib/topups/testing/top-ups";

test("two events at once find the order that has no session yet: both are dealt with, and it is credited once", async () => {
  const buyer = await newBuyer();
  const topUpId = newId();
  const session = await paidSession({ topUpId, workspaceId: buyer.workspaceId });
  await insertOrder(buyer, topUpId, null);
  const [event] = await eventsOf(session.id);
  const both = [event, { ...event, id: `evt_${newId()}` }] as [Stripe.Event, Stripe.Event];
  for (const each of both) await deliver(each);
  // Both have looked for the session and found none before either may store it.
  const holder = await ownerConnection();
  await holder.query("BEGIN");
  await holder.query("SELECT FROM topup WHERE id = $1 FOR UPDATE", [topUpId]);
  const handled = Promise.all(both.map(({ id }) => handleEvent(id, { isLastAttempt: false })));
  const waiting = "datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%topup%'";
  await expect.poll(async () => (await postgres().query(`SELECT FROM pg_stat_activity WHERE ${waiting}`)).rowCount).toBe(2);
  await holder.query("COMMIT");
  await holder.end();
  await handled;
  expect(await database().stripeEvent.count({ where: { id: { in: both.map(({ id }) => id) }, state: "done" } })).toBe(2);
  expect(await availableNano(buyer.workspaceId)).toBe(nanoFromDollars("20"));
});

test("an order keeps its first session, and a session its first order", async () => {
  const buyer = await newBuyer();
  const [one, other] = [newId(), newId()];
  for (const id of [one, other]) await insertOrder(buyer, id, null);
  const adopt = (id: string, sessionId: string) => adoptSession({ workspaceId: buyer.workspaceId, id }, sessionId);
  const [first, second] = [`cs_${newId()}`, `cs_${newId()}`];
  expect([await adopt(one, first), await adopt(one, second), await adopt(one, first), await adopt(other, first)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(await adopt(newId(), second)).toBe(false);
});
