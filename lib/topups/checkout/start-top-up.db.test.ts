import "@/lib/topups/testing/stripe-stand-in";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { database } from "@/lib/platform/prisma";
import { asOwner } from "@/lib/testing/owner";
import { cancelTopUp } from "@/lib/topups/checkout/cancel-top-up";
import { continueTopUp } from "@/lib/topups/checkout/continue-top-up";
import { startTopUp } from "@/lib/topups/checkout/start-top-up";
import { CONTINUE_WINDOW_MS, MAX_OPEN_ORDERS, MAX_ORDERS_AN_HOUR, SESSION_LIFETIME_MS } from "@/lib/topups/orders/order";
import { fulfil } from "@/lib/topups/payment/fulfil-order";
import { insertOrder, paidSession } from "@/lib/topups/testing/paid-sessions";
import { eventsOf, failAfterNextSession, ownStripe, press, whileStripeIsAway } from "@/lib/topups/testing/stripe-stand-in";
import { availableNano, type Buyer, deliver, expectCheckout, newBuyer, runJobs, startedTopUp, stateOf } from "@/lib/topups/testing/top-ups";

const HOUR_MS = 60 * 60_000;
const later = (milliseconds: number) => ({ now: () => new Date(Date.now() + milliseconds) });

test("an order is a row of its own, and its payment page asks for exactly its money", async () => {
  const buyer = await newBuyer();
  const { topUpId, sessionId } = await startedTopUp(buyer, "20.50");
  const session = await ownStripe.checkout.sessions.retrieve(sessionId);
  expect(session).toMatchObject({ amount_subtotal: 2_050, currency: "usd", client_reference_id: topUpId, status: "open" });
  expect(session.metadata).toEqual({ topup_id: topUpId, workspace_id: buyer.workspaceId });
  const [order] = await ordersOf(buyer);
  expect(order).toMatchObject({ state: "created", amountCents: 2_050, receiptEmail: buyer.email });
  expect(session.expires_at).toBe(Math.floor(((order?.createdAt.getTime() ?? 0) + SESSION_LIFETIME_MS) / 1000));
});

test.each(["", "abc", "4.99", "2000.01"])("an amount of %j is refused and no order is written", async (amount) => {
  const buyer = await newBuyer();
  expect(await startTopUp({ ...buyer, amount, formKey: newId() })).toMatchObject({ kind: "refused" });
  expect(await ordersOf(buyer)).toEqual([]);
});

test("one form sent from two windows at once is one order with one payment page", async () => {
  const buyer = await newBuyer();
  const formKey = newId();
  const starts = await Promise.all(Array.from({ length: 4 }, () => startTopUp({ ...buyer, amount: "20", formKey })));
  const pages = new Set(starts.map((start) => expectCheckout(start).url));
  expect([pages.size, (await ordersOf(buyer)).length]).toEqual([1, 1]);
});

test("two windows that were opened apart and ask for the same amount lead to one payment page", async () => {
  const buyer = await newBuyer();
  const [first, second] = await Promise.all([startedTopUp(buyer, "20"), startedTopUp(buyer, "20")]);
  expect(first).toEqual(second);
  await press("pay", first.url);
  expect(await fulfil(first.topUpId)).toBe("paid");
  const third = await startedTopUp(buyer, "20");
  expect(third.topUpId).not.toBe(first.topUpId);
});

test("two members who ask for the same amount have an order, a page and a receipt each", async () => {
  const buyer = await newBuyer();
  const colleague = { ...buyer, userId: newId(), email: "bob@example.test" };
  const [own, other] = [await startedTopUp(buyer, "20"), await startedTopUp(colleague, "20")];
  expect(new Set([own.topUpId, other.topUpId]).size).toBe(2);
  expect((await ownStripe.checkout.sessions.retrieve(other.sessionId)).customer_email).toBe("bob@example.test");
  expect((await startedTopUp(buyer, "20")).topUpId).toBe(own.topUpId);
});

test("the same form with another amount is another order", async () => {
  const buyer = await newBuyer();
  const formKey = newId();
  const twenty = await startedTopUp(buyer, "20", formKey);
  const five = await startedTopUp(buyer, "5", formKey);
  expect(five.topUpId).not.toBe(twenty.topUpId);
});

test("a form whose order is paid leads to that order and not to a second payment", async () => {
  const buyer = await newBuyer();
  const formKey = newId();
  const { topUpId, url } = await startedTopUp(buyer, "20", formKey);
  await press("pay", url);
  expect(await startTopUp({ ...buyer, amount: "20", formKey })).toEqual({ kind: "finished", topUpId });
  expect(await availableNano(buyer.workspaceId)).toBe(nanoFromDollars("20"));
});

test("a form whose order was closed makes a new order", async () => {
  const buyer = await newBuyer();
  const formKey = newId();
  const first = await startedTopUp(buyer, "20", formKey);
  await ownStripe.checkout.sessions.expire(first.sessionId);
  const second = await startedTopUp(buyer, "20", formKey);
  expect(await stateOf(first.topUpId)).toBe("expired");
  expect(second.topUpId).not.toBe(first.topUpId);
});

test("Stripe is away: the order stays, and the next try opens its page", async () => {
  const buyer = await newBuyer();
  const refused = await whileStripeIsAway(() => startTopUp({ ...buyer, amount: "20", formKey: newId() }));
  expect(refused).toEqual({ kind: "refused", reason: "stripe_unavailable" });
  const [order] = await ordersOf(buyer);
  expect(order).toMatchObject({ state: "created", sessionId: null });
  expect((await startedTopUp(buyer, "20")).topUpId).toBe(order?.id);
});

test("Stripe acts and then answers 500: the session that it made is found, and no second one is made", async () => {
  const buyer = await newBuyer();
  await failAfterNextSession();
  const { topUpId, sessionId } = await startedTopUp(buyer);
  const sessions = await ownStripe.checkout.sessions.list({ limit: 100 });
  expect(sessions.data.filter((session) => session.client_reference_id === topUpId).map((session) => session.id)).toEqual([sessionId]);
});

test("the session that is found is the order's own, and no newer one of somebody else", async () => {
  const buyer = await newBuyer();
  await failAfterNextSession();
  const first = await startedTopUp(buyer);
  await startedTopUp(await newBuyer());
  await forgetSession(first.topUpId);
  expect(await startedTopUp(buyer)).toEqual(first);
});

test("an order with a page is continued for half an hour, and then the person gets a new one", async () => {
  const buyer = await newBuyer();
  const { topUpId } = await startedTopUp(buyer);
  const after = async (milliseconds: number) =>
    expectCheckout(await startTopUp({ ...buyer, amount: "20", formKey: newId() }, later(milliseconds))).topUpId;
  expect(await after(CONTINUE_WINDOW_MS - 60_000)).toBe(topUpId);
  expect(await after(CONTINUE_WINDOW_MS + 1_000)).not.toBe(topUpId);
});

test("an order without a page is not opened later than Stripe keeps its key: the same form makes a new one", async () => {
  const buyer = await newBuyer();
  const request = { ...buyer, amount: "20", formKey: newId() };
  await whileStripeIsAway(() => startTopUp(request));
  const [old] = await ordersOf(buyer);
  const { topUpId } = expectCheckout(await startTopUp(request, later(CONTINUE_WINDOW_MS + 1_000)));
  expect(topUpId).not.toBe(old?.id);
  expect(await stateOf(old?.id ?? "")).toBe("expired");
});

test("killed between Stripe's answer and the row: the next try gets the same session", async () => {
  const buyer = await newBuyer();
  const first = await startedTopUp(buyer);
  await forgetSession(first.topUpId);
  expect(await startedTopUp(buyer)).toEqual(first);
});

test("killed between Stripe's answer and the row: the webhook finds the order by what the session says", async () => {
  const buyer = await newBuyer();
  const topUpId = newId();
  const session = await paidSession({ topUpId, workspaceId: buyer.workspaceId });
  await insertOrder(buyer, topUpId, null);
  for (const event of await eventsOf(session.id)) await deliver(event);
  await runJobs();
  expect([await stateOf(topUpId), await availableNano(buyer.workspaceId)]).toEqual(["paid", nanoFromDollars("20")]);
  await expectBooksBalance(buyer.workspaceId);
});

test("a session that names an order in its metadata only is not the order's own: the order stays open", async () => {
  const buyer = await newBuyer();
  const topUpId = newId();
  const session = await paidSession({ topUpId, reference: newId(), workspaceId: buyer.workspaceId });
  await insertOrder(buyer, topUpId, null);
  for (const event of await eventsOf(session.id)) await deliver(event);
  await runJobs();
  expect(await database().topUp.findFirstOrThrow({ where: { id: topUpId } })).toMatchObject({ state: "created", sessionId: null });
});

test("a workspace has few payment pages at once, and one that is cancelled makes room", async () => {
  const buyer = await newBuyer();
  const amounts = Array.from({ length: MAX_OPEN_ORDERS + 3 }, (_, index) => String(10 + index));
  const starts = await Promise.all(amounts.map((amount) => startTopUp({ ...buyer, amount, formKey: newId() })));
  const refused = starts.filter((start) => start.kind === "refused");
  expect(refused).toEqual(Array(3).fill({ kind: "refused", reason: "too_many_open" }));
  const [order] = await ordersOf(buyer);
  expect(await cancelTopUp(buyer.workspaceId, order?.id ?? "")).toMatchObject({ state: "expired" });
  await startedTopUp(buyer, "99");
  const onceTheyAreOver = later(SESSION_LIFETIME_MS + 60_000);
  expectCheckout(await startTopUp({ ...buyer, amount: "98", formKey: newId() }, onceTheyAreOver));
});

test("a workspace starts few top-ups within an hour", async () => {
  const buyer = await newBuyer();
  for (let count = 0; count < MAX_ORDERS_AN_HOUR; count += 1) {
    const { topUpId } = await startedTopUp(buyer);
    await cancelTopUp(buyer.workspaceId, topUpId);
  }
  const request = { ...buyer, amount: "20", formKey: newId() };
  expect(await startTopUp(request)).toEqual({ kind: "refused", reason: "too_many_an_hour" });
  expectCheckout(await startTopUp(request, later(HOUR_MS + 60_000)));
});

test("an order left unpaid is continued on the same page, and a cancelled one is not", async () => {
  const buyer = await newBuyer();
  const { topUpId, url } = await startedTopUp(buyer);
  expect(await continueTopUp(buyer.workspaceId, topUpId)).toEqual({ kind: "checkout", topUpId, url });
  expect(await cancelTopUp(buyer.workspaceId, topUpId)).toMatchObject({ state: "expired" });
  expect(await continueTopUp(buyer.workspaceId, topUpId)).toEqual({ kind: "finished", topUpId });
});

test("cancelling an order that was paid a moment ago credits it instead", async () => {
  const buyer = await newBuyer();
  const { topUpId, url } = await startedTopUp(buyer);
  await press("pay", url);
  expect(await cancelTopUp(buyer.workspaceId, topUpId)).toMatchObject({ state: "paid" });
  expect(await availableNano(buyer.workspaceId)).toBe(nanoFromDollars("20"));
});

test("another workspace's order can be neither continued nor cancelled, and looks like none", async () => {
  const { topUpId } = await startedTopUp(await newBuyer());
  const stranger = await newBuyer();
  await expect(continueTopUp(stranger.workspaceId, topUpId)).rejects.toMatchObject({ code: "not_found" });
  await expect(cancelTopUp(stranger.workspaceId, topUpId)).rejects.toMatchObject({ code: "not_found" });
  await expect(cancelTopUp(stranger.workspaceId, "no-id")).rejects.toMatchObject({ code: "not_found" });
  expect(await stateOf(topUpId)).toBe("created");
});

function ordersOf({ workspaceId }: Buyer) {
  return database().topUp.findMany({ where: { workspaceId }, orderBy: { id: "asc" } });
}

/** Removes the session from the order's row, which the processes may not do. */
async function forgetSession(topUpId: string): Promise<void> {
  await asOwner(`
    DELETE FROM topup_reference WHERE topup_id = '${topUpId}' AND reference LIKE 'session:%';
    UPDATE topup SET session_id = NULL WHERE id = '${topUpId}'`);
}
