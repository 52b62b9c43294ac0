import "@/lib/topups/testing/stripe-stand-in";
import { beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { startTopUp } from "@/lib/topups/checkout/start-top-up";
import { reconcileTopUps } from "@/lib/topups/events/reconcile-top-ups";
import { PRICED_FOR_MS, priceOrder } from "@/lib/topups/orders/price-order";
import { fulfil } from "@/lib/topups/payment/fulfil-order";
import { control, ownStripe } from "@/lib/topups/testing/stripe-stand-in";
import { availableNano, expectCheckout, newBuyer, stateOf } from "@/lib/topups/testing/top-ups";

const now = new Date();
const PUBLISHED = new Date(now.getTime() - 3_600_000);

beforeAll(async () => {
  for (const [currency, rate] of [
    ["brl", "5.4"],
    ["eur", "0.92"],
  ]) {
    await postgres().query("INSERT INTO exchange_rate (currency, source, at, rate, fetched_at) VALUES ($1, 'ecb', $2, $3, $2)", [
      currency,
      PUBLISHED,
      rate,
    ]);
  }
});

const start = async (changes: { method?: string; country?: string; shown?: string; amount?: string }) => {
  const buyer = await newBuyer();
  return { buyer, answer: await startTopUp({ ...buyer, amount: "20", formKey: newId(), ...changes }) };
};
const orderOf = async (id: string) => (await postgres().query("SELECT * FROM topup WHERE id = $1", [id])).rows[0];

test("an order in reais keeps the rate, its source, its hour and the margin, and its credit is in dollars", async () => {
  const { buyer, answer } = await start({ method: "pix", country: "BR", shown: "11016 brl" });
  const { topUpId } = expectCheckout(answer);
  const order = await orderOf(topUpId);
  expect(order).toMatchObject({
    ...{ method: "pix", service: "stripe", country: "BR", currency: "brl", amount_cents: 2_000, charge_minor: 11_016, fee_minor: 0 },
    ...{ rate: "5.4", rate_source: "ecb", rate_at: PUBLISHED, margin_ppm: 20_000, is_adaptive: false },
  });
  expect(order.priced_until.getTime() - order.created_at.getTime()).toBeGreaterThan(PRICED_FOR_MS - 5_000);
  const session = await ownStripe.checkout.sessions.retrieve(order.session_id);
  expect(session).toMatchObject({ currency: "brl", amount_total: 11_016, payment_method_types: ["pix"] });
  await control("POST", `sessions/${order.session_id}/pay`, {});
  expect(await fulfil(topUpId)).toBe("paid");
  expect(await availableNano(buyer.workspaceId)).toBe(nanoFromDollars("20"));
  await expectBooksBalance(buyer.workspaceId);
});

test("less money than the order asks for is parked", async () => {
  const { buyer, answer } = await start({ method: "pix", country: "BR" });
  const { topUpId } = expectCheckout(answer);
  const { session_id: sessionId } = await orderOf(topUpId);
  await control("POST", `sessions/${sessionId}/pay`, { amountTotal: 2_000 });
  expect([await fulfil(topUpId), await availableNano(buyer.workspaceId)]).toEqual(["review", 0n]);
});

test("another sum than the page showed is not charged without a question", async () => {
  const { buyer, answer } = await start({ method: "pix", country: "BR", shown: "10800 brl" });
  expect(answer).toEqual({ kind: "refused", reason: "price_changed" });
  expect((await postgres().query("SELECT FROM topup WHERE workspace_id = $1", [buyer.workspaceId])).rowCount).toBe(0);
});

test.each([
  ["a method that does not exist", { method: "cowrie" }],
  ["a method that the account's country does not have", { method: "boleto", country: "BR" }],
  ["a method without a rate for its currency", { method: "upi", country: "IN" }],
  ["more than a method takes", { method: "oxxo", country: "MX", amount: "2000" }],
])("%s is refused before an order is made", async (_, changes) => {
  const { answer } = await start(changes);
  expect(answer).toEqual({ kind: "refused", reason: "withheld" });
});

test("an order whose price no longer holds is ended, unless it was paid", async () => {
  const orders = await Promise.all([start({ method: "pix" }), start({ method: "pix" })]);
  const [left, paid] = orders.map(({ answer }) => expectCheckout(answer).topUpId) as [string, string];
  await control("POST", `sessions/${(await orderOf(paid)).session_id}/pay`, {});
  await reconcileTopUps({ now: () => new Date(Date.now() + PRICED_FOR_MS - 60_000) });
  expect(await stateOf(left)).toBe("created");
  await reconcileTopUps({ now: () => new Date(Date.now() + PRICED_FOR_MS + 60_000) });
  expect([await stateOf(left), await stateOf(paid)]).toEqual(["expired", "paid"]);
});

test("dollars need no rate, and a card is the way where the form asks for none", async () => {
  const order = await orderOf(expectCheckout((await start({})).answer).topUpId);
  expect(order).toMatchObject({ method: "card", currency: "usd", charge_minor: 2_000, rate: null, priced_until: null });
  expect(await priceOrder({ amountCents: 2_000, method: "card", country: null }, new Date(0))).toMatchObject({ kind: "priced" });
});
