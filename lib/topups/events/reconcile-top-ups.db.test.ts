import "@/lib/topups/testing/stripe-stand-in";
import type Stripe from "stripe";
import { expect, test } from "vitest";
import { expectAuditRow } from "@/lib/audit/testing/audit-rows";
import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import { listParkedTopUps, lookAgain } from "@/lib/failures/parked-top-ups";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";
import { startTopUp } from "@/lib/topups/checkout/start-top-up";
import { dropOldEvents } from "@/lib/topups/events/drop-old-events";
import { handleEvent } from "@/lib/topups/events/handle-event";
import { reconcileEvents, reconcileTopUps } from "@/lib/topups/events/reconcile-top-ups";
import { fulfil } from "@/lib/topups/payment/fulfil-order";
import { eventsOf, ownStripe, payLater, press, whileStripeIsAway } from "@/lib/topups/testing/stripe-stand-in";
import { availableNano, type Buyer, deliver, newBuyer, runJobs, startedTopUp, stateOf } from "@/lib/topups/testing/top-ups";

const MINUTE_MS = 60_000;
const later = (minutes: number) => ({ now: () => new Date(Date.now() + minutes * MINUTE_MS) });

test("the webhook never comes and nobody returns: the reconciler credits after three minutes", async () => {
  const buyer = await newBuyer();
  const { topUpId, url } = await startedTopUp(buyer);
  await press("pay", url);
  await reconcileTopUps(later(2));
  expect(await stateOf(topUpId)).toBe("created");
  await Promise.all([reconcileTopUps(later(4)), reconcileTopUps(later(4))]);
  await expectTwenty(buyer, topUpId);
});

test("a payment that takes days is looked up until it succeeds", async () => {
  const buyer = await newBuyer();
  const { topUpId, sessionId } = await startedTopUp(buyer);
  await payLater("pay", sessionId);
  const { now } = later(4);
  const seen = now();
  await reconcileTopUps({ now: () => seen });
  expect(await database().topUp.findFirstOrThrow({ where: { id: topUpId } })).toMatchObject({ state: "processing", lookedAt: seen });
  await payLater("succeed", sessionId);
  await reconcileTopUps(later(8));
  await expectTwenty(buyer, topUpId);
});

test("a refund whose events were never delivered is listed too, and takes its credit back", async () => {
  const buyer = await newBuyer();
  const { sessionId, url, topUpId } = await startedTopUp(buyer);
  await press("pay", url);
  await fulfil(topUpId);
  const { payment_intent: intent } = await ownStripe.checkout.sessions.retrieve(sessionId);
  const { id } = await ownStripe.refunds.create({ payment_intent: String(intent) });
  await reconcileEvents();
  await runJobs();
  const { data } = await ownStripe.events.list({ type: "refund.created", limit: 100 });
  const event = data.find(({ data: { object } }) => "id" in object && object.id === id);
  expect(await eventRow(event?.id ?? "")).toMatchObject({ state: "done" });
  expect(await availableNano(buyer.workspaceId)).toBe(0n);
});

test("events that were never delivered are listed, put into the inbox once and acted upon", async () => {
  const buyer = await newBuyer();
  const { topUpId, sessionId, url } = await startedTopUp(buyer);
  await press("pay", url);
  await reconcileEvents();
  for (const event of await eventsOf(sessionId)) await deliver(event);
  expect(await reconcileEvents(later(30))).toBe(0);
  await runJobs();
  await expectTwenty(buyer, topUpId);
});

test("an event that Stripe lists only after a later listing is found by the next one, up to an hour later", async () => {
  const buyer = await newBuyer();
  const { topUpId, url } = await startedTopUp(buyer);
  await reconcileEvents(later(55));
  await press("pay", url);
  expect(await reconcileEvents(later(56))).toBeGreaterThan(0);
  await runJobs();
  await expectTwenty(buyer, topUpId);
});

test("a listing that breaks off is repeated from the same place", async () => {
  const buyer = await newBuyer();
  await reconcileEvents();
  const { listedUntil } = await database().stripeCursor.findFirstOrThrow();
  const { topUpId, url } = await startedTopUp(buyer);
  await press("pay", url);
  await expect(whileStripeIsAway(() => reconcileEvents(later(5)))).rejects.toThrow();
  expect((await database().stripeCursor.findFirstOrThrow()).listedUntil).toEqual(listedUntil);
  expect(await reconcileEvents(later(5))).toBeGreaterThan(0);
  await runJobs();
  await expectTwenty(buyer, topUpId);
});

test("one order that Stripe does not know holds up no other", async () => {
  const [broken, buyer] = [await newBuyer(), await newBuyer()];
  const id = newId();
  const order = { id, workspaceId: broken.workspaceId, state: "created", amountCents: 2_000, currency: "usd", submissionKey: id };
  await database().topUp.create({ data: { ...order, sessionId: "cs_test_unknown", createdAt: new Date(0) } });
  const { topUpId, url } = await startedTopUp(buyer);
  await press("pay", url);
  await reconcileTopUps(later(4));
  await expectTwenty(buyer, topUpId);
  expect(await stateOf(id)).toBe("review");
});

test("an order that never got a payment page is closed after half an hour, one whose page expired as well", async () => {
  const buyer = await newBuyer();
  expect(await whileStripeIsAway(() => startTopUp({ ...buyer, amount: "20", formKey: newId() }))).toMatchObject({ kind: "refused" });
  const { topUpId, sessionId } = await startedTopUp(buyer, "5");
  await ownStripe.checkout.sessions.expire(sessionId);
  await reconcileTopUps(later(31));
  expect(await stateOf(topUpId)).toBe("expired");
  expect(await database().topUp.count({ where: { workspaceId: buyer.workspaceId, state: "expired" } })).toBe(2);
  expect(await availableNano(buyer.workspaceId)).toBe(0n);
});

test("an order that cannot be looked up for three days waits for an admin, who lets it be looked up again", async () => {
  const buyer = await newBuyer();
  const { url, topUpId } = await startedTopUp(buyer);
  await press("pay", url);
  await whileStripeIsAway(async () => {
    await reconcileTopUps(later(71 * 60));
    expect(await stateOf(topUpId)).toBe("created");
    await reconcileTopUps(later(73 * 60));
  });
  expect(await stateOf(topUpId)).toBe("review");
  const line = (await listParkedTopUps(100)).find((each) => each.topUpId === topUpId);
  expect(line?.reason).toMatch(/^It could not be looked up: \S/);
  const admin = { userId: newId(), ip: "192.0.2.7" };
  const again = () => lookAgain(admin, buyer.workspaceId, topUpId);
  expect([await again(), await again()]).toEqual([true, false]);
  await expectAuditRow({ action: "topup.look_again", target: `topup:${topUpId}`, actorUserId: admin.userId });
  await reconcileTopUps(later(4));
  await expectTwenty(buyer, topUpId);
});

test("an event of an unknown type is stored and ignored", async () => {
  const event = { id: `evt_${newId()}`, object: "event", type: "product.created", livemode: false, data: { object: { id: "prod_1" } } };
  await deliver(event as unknown as Stripe.Event);
  await runJobs();
  expect(await eventRow(event.id)).toMatchObject({ state: "ignored", attempts: 1, lastError: null });
  await handleEvent(event.id, { isLastAttempt: false });
  expect(await eventRow(event.id)).toMatchObject({ state: "ignored", attempts: 1 });
});

test("a payment page that is not ours is ignored", async () => {
  const session = await ownStripe.checkout.sessions.create({
    mode: "payment",
    line_items: [{ quantity: 1, price_data: { currency: "usd", unit_amount: 900, product_data: { name: "A mug" } } }],
    success_url: "http://shop.test/",
  });
  await press("pay", session.url ?? "");
  const events = await eventsOf(session.id);
  for (const event of events) await deliver(event);
  await runJobs();
  for (const event of events) expect(await eventRow(event.id)).toMatchObject({ state: "ignored" });
});

test("an event that fails is tried again, and after the last attempt it is dead and says why", async () => {
  const buyer = await newBuyer();
  const { sessionId, url, topUpId } = await startedTopUp(buyer);
  await press("pay", url);
  const [event] = await eventsOf(sessionId);
  if (!event) throw new Error("Stripe has no event");
  await deliver(event);
  await whileStripeIsAway(async () => {
    await expect(handleEvent(event.id, { isLastAttempt: false })).rejects.toThrow();
    expect(await eventRow(event.id)).toMatchObject({ state: "pending", attempts: 1 });
    // Its job ends here: the event itself waits for an admin.
    await handleEvent(event.id, { isLastAttempt: true });
  });
  expect(await eventRow(event.id)).toMatchObject({ state: "dead", attempts: 2, lastError: expect.stringMatching(/\S/) });
  await reconcileTopUps(later(4));
  await expectTwenty(buyer, topUpId);
});

test("events that were dealt with are dropped after ninety days, others never", async () => {
  const ids = { old: `evt_${newId()}`, fresh: `evt_${newId()}`, dead: `evt_${newId()}` };
  for (const [id, state, days] of [
    [ids.old, "done", 91],
    [ids.fresh, "done", 89],
    [ids.dead, "dead", 400],
  ]) {
    await postgres().query(
      `INSERT INTO stripe_event (id, type, is_live, payload, state, received_at) VALUES ($1, 'x', false, '{}', $2, now() - make_interval(days => $3))`,
      [id, state, days],
    );
  }
  expect(await dropOldEvents()).toBe(1);
  expect(await database().stripeEvent.findUnique({ where: { id: ids.old } })).toBeNull();
  expect(await dropOldEvents()).toBe(0);
});

function eventRow(id: string) {
  return database().stripeEvent.findUniqueOrThrow({ where: { id }, select: { state: true, attempts: true, lastError: true } });
}

async function expectTwenty(buyer: Buyer, topUpId: string): Promise<void> {
  expect([await stateOf(topUpId), await availableNano(buyer.workspaceId)]).toEqual(["paid", nanoFromDollars("20")]);
  await expectBooksBalance(buyer.workspaceId);
}
