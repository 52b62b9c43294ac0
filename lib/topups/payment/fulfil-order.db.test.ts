import "@/lib/topups/testing/stripe-stand-in";
import type Stripe from "stripe";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { readProgress } from "@/lib/topups/billing";
import { fulfil } from "@/lib/topups/payment/fulfil-order";
import { paidSession } from "@/lib/topups/testing/paid-sessions";
import { declinesOf, eventsOf, payLater, press } from "@/lib/topups/testing/stripe-stand-in";
import { availableNano, type Buyer, deliver, newBuyer, runJobs, startedTopUp, stateOf } from "@/lib/topups/testing/top-ups";

const TWENTY = nanoFromDollars("20");

test("the webhook comes before the person: the return page finds the balance already there", async () => {
  const buyer = await newBuyer();
  const { topUpId, sessionId, url } = await startedTopUp(buyer);
  await press("pay", url);
  for (const event of await eventsOf(sessionId)) await deliver(event);
  await runJobs();
  expect(await stateOf(topUpId)).toBe("paid");
  expect(await readProgress(buyer.workspaceId, topUpId)).toMatchObject({ state: "paid", availableNano: String(TWENTY) });
  await expectOnePayment(buyer, topUpId);
});

test("the person comes before the webhook: the return page credits, and the webhook changes nothing", async () => {
  const buyer = await newBuyer();
  const { topUpId, sessionId, url } = await startedTopUp(buyer);
  await press("pay", url);
  expect(await readProgress(buyer.workspaceId, topUpId)).toMatchObject({ state: "paid", availableNano: String(TWENTY) });
  for (const event of await eventsOf(sessionId)) await deliver(event);
  await runJobs();
  await expectOnePayment(buyer, topUpId);
});

test("the webhook comes five times at once and the return page races with it: credited once", async () => {
  const buyer = await newBuyer();
  const { topUpId, sessionId, url } = await startedTopUp(buyer);
  await press("pay", url);
  const [event] = await eventsOf(sessionId);
  if (!event) throw new Error("Stripe has no event");
  const copies = Array.from({ length: 5 }, () => deliver(event));
  // Other events about the same session make other jobs: the inbox alone would not stop a second credit.
  const others = Array.from({ length: 3 }, () => deliver({ ...event, id: `evt_${newId()}` } as Stripe.Event));
  await Promise.all([...copies, ...others, ...Array.from({ length: 3 }, () => readProgress(buyer.workspaceId, topUpId))]);
  await Promise.all([runJobs(), runJobs(), runJobs(), fulfil(topUpId), fulfil(topUpId)]);
  await expectOnePayment(buyer, topUpId);
});

test("fulfilling again and again changes nothing after the first time", async () => {
  const buyer = await newBuyer();
  const { topUpId, url } = await startedTopUp(buyer);
  await press("pay", url);
  expect(await Promise.all([fulfil(topUpId), fulfil(topUpId), fulfil(topUpId)])).toEqual(["paid", "paid", "paid"]);
  expect(await fulfil(topUpId)).toBe("paid");
  await expectOnePayment(buyer, topUpId);
});

test("an order that is not paid is not credited, and says that the card was declined", async () => {
  const buyer = await newBuyer();
  const { topUpId, url } = await startedTopUp(buyer);
  expect(await fulfil(topUpId)).toBe("created");
  await press("decline", url);
  for (const event of await declinesOf(topUpId)) await deliver(event);
  await runJobs();
  const declineCode = "generic_decline";
  expect(await readProgress(buyer.workspaceId, topUpId)).toMatchObject({ state: "created", availableNano: "0", declineCode });
  await expectBooksBalance(buyer.workspaceId);
});

test("after a declined card another card on the same page pays", async () => {
  const buyer = await newBuyer();
  const { topUpId, url } = await startedTopUp(buyer);
  await press("decline", url);
  const declines = await declinesOf(topUpId);
  for (const event of declines) await deliver(event);
  await runJobs();
  await press("pay", url);
  expect(await readProgress(buyer.workspaceId, topUpId)).toMatchObject({ state: "paid", declineCode: null });
  // Delivered once more, after the payment.
  for (const event of declines) await deliver({ ...event, id: `evt_${newId()}` } as Stripe.Event);
  await runJobs();
  expect(await readProgress(buyer.workspaceId, topUpId)).toMatchObject({ state: "paid", declineCode: null });
  await expectOnePayment(buyer, topUpId);
});

test("a payment that takes days is under way until it succeeds, and is credited then", async () => {
  const buyer = await newBuyer();
  const { topUpId, sessionId } = await startedTopUp(buyer);
  await payLater("pay", sessionId);
  expect([await fulfil(topUpId), await availableNano(buyer.workspaceId)]).toEqual(["processing", 0n]);
  await payLater("succeed", sessionId);
  // Reordered: the event of success comes before the event of completion.
  for (const event of (await eventsOf(sessionId)).reverse()) await deliver(event);
  await runJobs();
  await expectOnePayment(buyer, topUpId);
});

test("a payment that takes days and fails is credited to nobody", async () => {
  const buyer = await newBuyer();
  const { topUpId, sessionId } = await startedTopUp(buyer);
  await payLater("pay", sessionId);
  await payLater("fail", sessionId);
  for (const event of await eventsOf(sessionId)) await deliver(event);
  await runJobs();
  const declineCode = "payment_method_provider_decline";
  expect(await readProgress(buyer.workspaceId, topUpId)).toMatchObject({ state: "failed", availableNano: "0", declineCode });
  await expectBooksBalance(buyer.workspaceId);
});

test("a session that names an order of another session credits nobody, and the order goes on as before", async () => {
  const buyer = await newBuyer();
  const { topUpId, url } = await startedTopUp(buyer);
  const foreign = await paidSession({ topUpId, workspaceId: buyer.workspaceId });
  for (const event of await eventsOf(foreign.id)) await deliver(event);
  await runJobs();
  expect([await stateOf(topUpId), await availableNano(buyer.workspaceId)]).toEqual(["created", 0n]);
  await press("pay", url);
  expect(await fulfil(topUpId)).toBe("paid");
  await expectOnePayment(buyer, topUpId);
});

test("a payment that Stripe reports after the order was closed is credited all the same", async () => {
  const buyer = await newBuyer();
  const { topUpId, url } = await startedTopUp(buyer);
  await postgres().query("UPDATE topup SET state = 'expired' WHERE id = $1", [topUpId]);
  await press("pay", url);
  expect(await fulfil(topUpId)).toBe("paid");
  await expectOnePayment(buyer, topUpId);
});

test("the order row keeps its money and its payment against every writer", async () => {
  const buyer = await newBuyer();
  const { topUpId, url } = await startedTopUp(buyer);
  await press("pay", url);
  await fulfil(topUpId);
  for (const change of ["amount_cents = 1", "currency = 'eur'", "session_id = 'cs_other'", "paid_at = NULL"]) {
    await expect(postgres().query(`UPDATE topup SET ${change} WHERE id = $1`, [topUpId])).rejects.toThrow("permission denied");
  }
  for (const state of ["created", "failed", "review"]) {
    await expect(postgres().query("UPDATE topup SET state = $2 WHERE id = $1", [topUpId, state])).rejects.toThrow("topup_is_paid");
  }
  await expect(postgres().query("DELETE FROM topup WHERE id = $1", [topUpId])).rejects.toThrow("permission denied");
  await expect(postgres().query("UPDATE topup_reference SET topup_id = $1", [topUpId])).rejects.toThrow("permission denied");
  const { rows } = await postgres().query(
    "SELECT pay_topup($1, $2, now(), 'pi_other', NULL) AS paid, note_session($1, $2, 'cs_other') AS noted",
    [buyer.workspaceId, topUpId],
  );
  expect(rows).toEqual([{ paid: false, noted: false }]);
});

async function expectOnePayment(buyer: Buyer, topUpId: string): Promise<void> {
  expect(await availableNano(buyer.workspaceId)).toBe(TWENTY);
  const { rows } = await postgres().query("SELECT kind, amount_nano, contra, actor_user_id FROM ledger_entry WHERE reference = $1", [
    `topup:${topUpId}`,
  ]);
  expect(rows).toEqual([{ kind: "topup", amount_nano: TWENTY, contra: "stripe_clearing", actor_user_id: buyer.userId }]);
  await expectBooksBalance(buyer.workspaceId);
}
