import "@/lib/topups/testing/stripe-stand-in";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import { expectBooksBalance, grant, topUpOf } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";
import { ownerConnection } from "@/lib/testing/owner";
import { findOrder, nameOrder } from "@/lib/topups/orders/find-order";
import { fulfil } from "@/lib/topups/payment/fulfil-order";
import { orderWithSession, type SessionFacts } from "@/lib/topups/testing/paid-sessions";
import { ownStripe, press, whileStripeIsAway } from "@/lib/topups/testing/stripe-stand-in";
import { availableNano, newBuyer, startedTopUp, stateOf } from "@/lib/topups/testing/top-ups";

const TWENTY = nanoFromDollars("20") ?? 0n;
const [OTHER_ORDER, OTHER_WORKSPACE] = [newId(), newId()];

// Each session differs in one point alone, so that no other check stops it.
test.each<[string, Partial<SessionFacts>, string]>([
  ["a larger sum", { amountSubtotal: 3_000, amountTotal: 3_000 }, "amount 3000"],
  ["a smaller order, with tax", { amountSubtotal: 1_900, amountTotal: 2_000 }, "amount 1900"],
  ["a discount", { amountSubtotal: 2_000, amountTotal: 1_999 }, "total 1999"],
  ["another currency", { currency: "eur" }, "currency eur"],
  ["somebody else's order", { reference: OTHER_ORDER }, `reference ${OTHER_ORDER}`],
  ["another workspace", { workspaceId: OTHER_WORKSPACE }, `workspace ${OTHER_WORKSPACE}`],
])("a paid session of %s is parked for review, nothing is credited, and the admin reads why", async (_, facts, reason) => {
  const buyer = await newBuyer();
  const topUpId = await orderWithSession(buyer, facts);
  expect(await fulfil(topUpId)).toBe("review");
  expect(await fulfil(topUpId)).toBe("review");
  expect(await availableNano(buyer.workspaceId)).toBe(0n);
  expect((await database().topUp.findFirstOrThrow({ where: { id: topUpId } })).reviewReason).toBe(reason);
  await expectBooksBalance(buyer.workspaceId);
});

test("tax on top of the sum is not credited, and does not stop the credit", async () => {
  const buyer = await newBuyer();
  const topUpId = await orderWithSession(buyer, { amountSubtotal: 2_000, amountTotal: 2_400 });
  expect(await fulfil(topUpId)).toBe("paid");
  expect(await availableNano(buyer.workspaceId)).toBe(TWENTY);
});

// While Stripe is asked somebody else changes the order. The row's lock makes the credit wait for it, and then it is seen.
test.each<[string, string]>([
  ["was parked meanwhile", "state = 'review', review_reason = 'by another process'"],
  ["has another session meanwhile", "session_id = 'cs_test_other'"],
])("an order that %s is not credited", async (_, change) => {
  const buyer = await newBuyer();
  const { topUpId, url } = await startedTopUp(buyer);
  await press("pay", url);
  const other = await ownerConnection();
  await other.query("BEGIN");
  await other.query(`UPDATE topup SET ${change} WHERE id = $1`, [topUpId]);
  const outcome = fulfil(topUpId);
  const waiting = "datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%topup%'";
  await expect.poll(async () => (await postgres().query(`SELECT FROM pg_stat_activity WHERE ${waiting}`)).rowCount).toBe(1);
  await other.query("COMMIT");
  await other.end();
  expect(await outcome).toBe("review");
  expect([await stateOf(topUpId), await availableNano(buyer.workspaceId)]).toEqual(["review", 0n]);
});

test("the ledger's reference alone keeps a second credit away", async () => {
  const buyer = await newBuyer();
  const { topUpId, url } = await startedTopUp(buyer);
  await press("pay", url);
  await grant(topUpOf(buyer.workspaceId, TWENTY, { reference: `topup:${topUpId}` }));
  expect(await fulfil(topUpId)).toBe("paid");
  expect(await availableNano(buyer.workspaceId)).toBe(TWENTY);
  await expectBooksBalance(buyer.workspaceId);
});

test("a settled order is answered without Stripe", async () => {
  const buyer = await newBuyer();
  const { topUpId, url } = await startedTopUp(buyer);
  await press("pay", url);
  await fulfil(topUpId);
  expect(await whileStripeIsAway(() => fulfil(topUpId))).toBe("paid");
});

test("a payment leads to the order that it paid, and pays no second one", async () => {
  const buyer = await newBuyer();
  const { topUpId, sessionId, url } = await startedTopUp(buyer);
  await press("pay", url);
  const { payment_intent: intent } = await ownStripe.checkout.sessions.retrieve(sessionId);
  await fulfil(topUpId);
  expect(await findOrder(`payment:${intent}`)).toEqual({ workspaceId: buyer.workspaceId, id: topUpId });
  const second = await startedTopUp(buyer, "20");
  await press("pay", second.url);
  const { payment_intent: other } = await ownStripe.checkout.sessions.retrieve(second.sessionId);
  await nameOrder(postgres(), { workspaceId: buyer.workspaceId, id: topUpId }, `payment:${other}`);
  await expect(fulfil(second.topUpId)).rejects.toThrow("a payment pays one order");
  expect([await stateOf(second.topUpId), await availableNano(buyer.workspaceId)]).toEqual(["created", TWENTY]);
});

test("a paid order has one receipt to send, however often it is fulfilled", async () => {
  const buyer = await newBuyer();
  const { topUpId, url } = await startedTopUp(buyer);
  await press("pay", url);
  await Promise.all([fulfil(topUpId), fulfil(topUpId), fulfil(topUpId)]);
  const { rows } = await postgres().query("SELECT key FROM graphile_worker.jobs WHERE key = $1", [`topup-receipt:${topUpId}`]);
  expect(rows).toHaveLength(1);
});
