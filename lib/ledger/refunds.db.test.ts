import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import type { Ledger } from "@/lib/ledger/ledger";
import { listLedgerEntries } from "@/lib/ledger/list-entries";
import { endRefund } from "@/lib/ledger/refunds";
import { holdOf, releaseOf } from "@/lib/ledger/testing/ledger-calls";
import { AT, ask, paidTopUp, spend, sumsByContra } from "@/lib/ledger/testing/payments";
import { expectBooksBalance, grant, testLedger, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { inTransaction, postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

const dollars = (text: string) => nanoFromDollars(text) as bigint;
const newWallet = () => walletWith({ availableNano: 0n });
const end = (workspaceId: string, refundId: string, state: "succeeded" | "failed" | "canceled") =>
  inTransaction((on) => endRefund(on, { workspaceId, refundId }, state, null, AT));
const balance = async (workspaceId: string) => (await readWallet(workspaceId))?.availableNano;

test("what is unused of a payment is taken off at once, and other credit stays", async () => {
  const workspaceId = await newWallet();
  const topUpId = await paidTopUp(workspaceId, 2_000);
  await paidTopUp(workspaceId, 500);
  await spend(ledger, workspaceId, dollars("3.1234"));
  expect(await ask(workspaceId, topUpId)).toMatchObject({ kind: "asked", chargeMinor: 1_687n, creditNano: dollars("16.87") });
  expect(await balance(workspaceId)).toBe(dollars("5.0066"));
  expect(await sumsByContra(workspaceId)).toEqual({ stripe_clearing: dollars("8.13") });
  await expectBooksBalance(workspaceId);
});

test("a payment in another currency goes back in that currency, at its order's rate, fee included", async () => {
  const workspaceId = await newWallet();
  const topUpId = await paidTopUp(workspaceId, 2_000);
  await asOwner(
    `UPDATE topup SET currency = 'jpy', charge_minor = 3137, fee_minor = 90, rate = '150', rate_source = 'test', rate_at = now(), margin_ppm = 0,
       priced_until = now() WHERE id = $1`,
    [topUpId],
  );
  expect(await ask(workspaceId, topUpId, { chargeMinor: 1n })).toMatchObject({ kind: "asked", creditNano: 6_375_518n, currency: "jpy" });
  await spend(ledger, workspaceId, dollars("10"));
  // 10 dollars less the yen before are unused: half a yen of it stays.
  expect(await ask(workspaceId, topUpId)).toMatchObject({ kind: "asked", chargeMinor: 1_567n, creditNano: 9_990_436_722n });
  expect(await balance(workspaceId)).toBe(3_187_760n);
  await expectBooksBalance(workspaceId);
});

test("the same form twice asks once; the same id for another sum is a conflict", async () => {
  const workspaceId = await newWallet();
  const topUpId = await paidTopUp(workspaceId, 2_000);
  const refundId = newId();
  expect(await ask(workspaceId, topUpId, { refundId, chargeMinor: 700n })).toMatchObject({ kind: "asked" });
  expect(await ask(workspaceId, topUpId, { refundId, chargeMinor: 700n })).toMatchObject({ kind: "repeated", chargeMinor: 700n });
  expect(await ask(workspaceId, topUpId, { refundId, chargeMinor: 701n })).toMatchObject({ kind: "refused", reason: "conflict" });
  expect(await balance(workspaceId)).toBe(dollars("13"));
  await expectBooksBalance(workspaceId);
});

test("two admins at once who saw the same payment: one refund is made, the other admin is told that it changed", async () => {
  const workspaceId = await newWallet();
  const topUpId = await paidTopUp(workspaceId, 2_000);
  const answers = await Promise.all([1, 2].map(() => ask(workspaceId, topUpId, { chargeMinor: 500n, seenMinor: 0n })));
  expect(answers.map((answer) => (answer.kind === "refused" ? answer.reason : answer.kind)).sort()).toEqual(["asked", "changed"]);
  expect(await balance(workspaceId)).toBe(dollars("15"));
  await expectBooksBalance(workspaceId);
});

test("more than is left is refused with the most that can be given back, and nothing is written", async () => {
  const workspaceId = await newWallet();
  const topUpId = await paidTopUp(workspaceId, 2_000);
  await spend(ledger, workspaceId, dollars("3"));
  expect(await ask(workspaceId, topUpId, { chargeMinor: 1_701n })).toMatchObject({
    reason: "too_much",
    mostMinor: 1_700n,
    currency: "usd",
  });
  for (const chargeMinor of [0n, -5n]) expect(await ask(workspaceId, topUpId, { chargeMinor })).toMatchObject({ reason: "too_much" });
  expect(await ask(workspaceId, topUpId, { chargeMinor: 1_700n })).toMatchObject({ kind: "asked" });
  expect(await ask(workspaceId, topUpId, { chargeMinor: 1n })).toMatchObject({ reason: "nothing_left" });
  expect(await ask(workspaceId, newId())).toMatchObject({ reason: "unpaid" });
  expect(await ask(newId(), topUpId)).toMatchObject({ reason: "no_wallet" });
  await expectBooksBalance(workspaceId);
});

test("what a call in flight may still use cannot be given back until it ends", async () => {
  const workspaceId = await newWallet();
  const topUpId = await paidTopUp(workspaceId, 2_000);
  const hold = holdOf(workspaceId, dollars("8"));
  await ledger.placeHold(hold);
  expect(await ask(workspaceId, topUpId, { chargeMinor: 2_000n })).toMatchObject({ reason: "too_much", mostMinor: 1_200n });
  await ledger.settle(releaseOf(hold));
  expect(await ask(workspaceId, topUpId, { chargeMinor: 2_000n })).toMatchObject({ kind: "asked" });
  await expectBooksBalance(workspaceId);
});

test("the bonus of a payment goes first: its rest is withdrawn, and what was used of it counts as used of the payment", async () => {
  const workspaceId = await newWallet();
  const topUpId = await paidTopUp(workspaceId, 10_000, dollars("5"));
  await grant(topUpOf(workspaceId, dollars("1"), { kind: "promo", entryKind: "grant", contra: "promo_expense", reference: "gift" }));
  await spend(ledger, workspaceId, dollars("2"));
  const refundId = newId();
  expect(await ask(workspaceId, topUpId, { refundId, chargeMinor: 9_801n })).toMatchObject({ reason: "too_much", mostMinor: 9_800n });
  expect(await ask(workspaceId, topUpId, { refundId })).toMatchObject({ kind: "asked", chargeMinor: 9_800n });
  // The other gift stays, and two dollars that the bonus replaced.
  expect(await balance(workspaceId)).toBe(dollars("3"));
  expect(await sumsByContra(workspaceId)).toEqual({ stripe_clearing: dollars("2"), promo_expense: dollars("3") });
  await expectBooksBalance(workspaceId);
  expect(await end(workspaceId, refundId, "failed")).toBe(true);
  expect(await balance(workspaceId)).toBe(dollars("104"));
  expect(await sumsByContra(workspaceId)).toEqual({ stripe_clearing: dollars("100"), promo_expense: dollars("6") });
  await expectBooksBalance(workspaceId);
});

test("a refund that is refused or given up returns its credit once, to its own lot; one paid by hand stays taken", async () => {
  const workspaceId = await newWallet();
  const topUpId = await paidTopUp(workspaceId, 2_000);
  const [failed, paid] = [newId(), newId()];
  await ask(workspaceId, topUpId, { refundId: failed, chargeMinor: 800n });
  expect(await Promise.all([1, 2, 3].map(() => end(workspaceId, failed, "failed")))).toContain(true);
  expect(await end(workspaceId, failed, "failed")).toBe(false);
  expect(await balance(workspaceId)).toBe(dollars("20"));
  await ask(workspaceId, topUpId, { refundId: paid, chargeMinor: 1_200n, bankAccount: "FR76 3000 6000 0112 3456 7890 189" });
  expect(await end(workspaceId, paid, "failed")).toBe(false);
  expect(await end(workspaceId, paid, "succeeded")).toBe(true);
  expect(await end(workspaceId, paid, "canceled")).toBe(false);
  expect(await sumsByContra(workspaceId)).toEqual({ stripe_clearing: dollars("20"), bank_clearing: dollars("-12") });
  await expectBooksBalance(workspaceId);
});

test("credit that had an end keeps it when a refund fails: it expires once more, and the books balance", async () => {
  const workspaceId = await newWallet();
  const topUpId = await paidTopUp(workspaceId, 2_000);
  await asOwner("UPDATE credit_lot SET expires_at = now() + interval '1 hour' WHERE workspace_id = $1", [workspaceId]);
  await asOwner("UPDATE wallet SET next_expiry_at = now() + interval '1 hour' WHERE workspace_id = $1", [workspaceId]);
  const refundId = newId();
  await ask(workspaceId, topUpId, { refundId, chargeMinor: 500n });
  const expire = async () => {
    await asOwner("UPDATE credit_lot SET expires_at = now() - interval '1 second' WHERE workspace_id = $1", [workspaceId]);
    await asOwner("UPDATE wallet SET next_expiry_at = now() - interval '1 second' WHERE workspace_id = $1", [workspaceId]);
    await postgres().query("SELECT expire_due_lots($1)", [workspaceId]);
  };
  await expire();
  expect(await end(workspaceId, refundId, "failed")).toBe(true);
  await expire();
  expect(await balance(workspaceId)).toBe(0n);
  expect((await listLedgerEntries(workspaceId, { limit: 9 })).filter(({ kind }) => kind === "expiry")).toHaveLength(2);
  await expectBooksBalance(workspaceId);
});

test("parts never exceed the whole, and the last one takes the rest, in a currency whose units do not divide the credit", async () => {
  const parts = async (credit: bigint, charge: bigint, minor: bigint[]) => {
    let [takenMinor, takenNano] = [0n, 0n];
    for (const part of minor) {
      const { rows } = await asOwner<{ nano: bigint }>("SELECT credit_of_part($1, $2, $3, $4, $5) AS nano", [
        credit,
        charge,
        takenMinor,
        takenNano,
        part,
      ]);
      takenMinor += part;
      takenNano += rows[0]?.nano ?? 0n;
      expect(takenNano * charge).toBeLessThanOrEqual(credit * takenMinor);
      const { rows: most } = await asOwner<{ minor: bigint }>("SELECT part_of_credit($1, $2, $3, $4, $5) AS minor", [
        credit,
        charge,
        takenMinor,
        takenNano,
        credit - takenNano,
      ]);
      expect(most[0]?.minor).toBe(charge - takenMinor);
    }
    return takenNano;
  };
  // 20 dollars for 3,137 yen; 2,000 dollars for 33 million rupiah, which is beyond 64 bits as a product.
  expect(await parts(dollars("20"), 3_137n, [1n, 1_000n, 7n, 2_129n])).toBe(dollars("20"));
  expect(await parts(dollars("2000"), 33_123_457n, [33_123_456n, 1n])).toBe(dollars("2000"));
  expect(await parts(dollars("20"), 2_000n, [1n])).toBe(dollars("0.01"));
});
