import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { grantLot } from "@/lib/ledger/grant-lot";
import type { Ledger } from "@/lib/ledger/ledger";
import { listLedgerEntries } from "@/lib/ledger/list-entries";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { holdOf, releaseOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, grant, testLedger, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { openWallet, readWallet } from "@/lib/ledger/wallet";
import { inTransaction, postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

let ledger: Ledger;
const inAnHour = () => new Date(Date.now() + 3_600_000);

beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

/** Makes the lots and holds of this wallet an hour and a half older. */
async function age(workspaceId: string): Promise<void> {
  const interval = "interval '90 minutes'";
  await asOwner(`UPDATE credit_lot SET expires_at = expires_at - ${interval} WHERE workspace_id = $1`, [workspaceId]);
  await asOwner(`UPDATE hold SET created_at = created_at - ${interval} WHERE workspace_id = $1`, [workspaceId]);
  await asOwner(`UPDATE wallet SET next_expiry_at = next_expiry_at - ${interval} WHERE workspace_id = $1`, [workspaceId]);
}

async function lotsOf(workspaceId: string): Promise<bigint[]> {
  await asOwner("SELECT burn_lots($1)", [workspaceId]);
  const { rows } = await postgres().query(
    "SELECT remaining_nano FROM credit_lot WHERE workspace_id = $1 ORDER BY priority, expires_at, id",
    [workspaceId],
  );
  return rows.map((row) => row.remaining_nano);
}

test("a grant adds a lot, an entry and the balance", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  expect(await grant(topUpOf(workspaceId, 500n, { reference: `topup:${workspaceId}` }))).toBe("granted");
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 500n, debtNano: 0n });
  expect(await listLedgerEntries(workspaceId, { limit: 10 })).toMatchObject([
    { kind: "topup", amountNano: 500n, contra: "stripe_clearing", reference: `topup:${workspaceId}` },
  ]);
  await expectBooksBalance(workspaceId);
});

test("a grant to a workspace without a wallet is refused, and nothing is written", async () => {
  const lot = topUpOf(newId(), 500n);
  await expect(grant(lot)).rejects.toMatchObject({ code: "not_found" });
  expect(await listLedgerEntries(lot.workspaceId, { limit: 10 })).toEqual([]);
});

test("a grant in a transaction that fails leaves nothing behind", async () => {
  const workspaceId = await walletWith({ availableNano: 10n });
  const attempt = inTransaction(async (on) => {
    await grantLot(on, topUpOf(workspaceId, 500n));
    throw new Error("the story failed");
  });
  await expect(attempt).rejects.toThrow("the story failed");
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 10n });
  await expectBooksBalance(workspaceId);
});

test("the same reference again grants nothing more, and with another amount it is a conflict; another wallet has its own references", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  const other = await walletWith({ availableNano: 0n });
  const lot = topUpOf(workspaceId, 500n);
  await grant(lot);
  expect(await grant(lot)).toBe("already_granted");
  await expect(grant({ ...lot, amountNano: 501n })).rejects.toMatchObject({ code: "conflict" });
  expect(await grant({ ...lot, workspaceId: other, amountNano: 7n })).toBe("granted");
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 500n });
  expect(await readWallet(other)).toMatchObject({ availableNano: 7n });
  for (const each of [workspaceId, other]) await expectBooksBalance(each);
});

test("five deliveries of one top-up at once grant it once", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  const lot = topUpOf(workspaceId, 500n);
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => grant(lot)));
  expect(answers.sort()).toEqual([...Array(4).fill("already_granted"), "granted"]);
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 500n });
  await expectBooksBalance(workspaceId);
});

test("opening a wallet twice keeps what is in it", async () => {
  const workspaceId = await walletWith({ availableNano: 500n });
  await inTransaction((on) => openWallet(on, workspaceId));
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 500n });
});

test("debt is paid out of the next top-up before anything can be spent", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  await asOwner(
    `INSERT INTO ledger_entry (workspace_id, id, kind, amount_nano, contra, reference) VALUES
       ($1, new_id(), 'dispute', -300, 'stripe_clearing', 'dispute:' || new_id()), ($1, new_id(), 'debt', 300, 'debt', 'debt:' || new_id())`,
    [workspaceId],
  );
  await asOwner("UPDATE wallet SET debt_nano = 300 WHERE workspace_id = $1", [workspaceId]);
  await grant(topUpOf(workspaceId, 200n));
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 0n, debtNano: 100n });
  await expectBooksBalance(workspaceId);
  await grant(topUpOf(workspaceId, 250n));
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 150n, debtNano: 0n });
  await expectBooksBalance(workspaceId);
});

test("given credit is spent before bought credit that expires sooner, and the part that expires first goes first", async () => {
  const workspaceId = await walletWith({ availableNano: 100n });
  await grant(topUpOf(workspaceId, 100n, { expiresAt: new Date(Date.now() + 1_800_000) }));
  await grant(topUpOf(workspaceId, 100n, { kind: "promo", entryKind: "grant" }));
  await grant(topUpOf(workspaceId, 100n, { kind: "promo", entryKind: "grant", expiresAt: inAnHour() }));
  const hold = holdOf(workspaceId, 150n);
  await ledger.placeHold(hold);
  await ledger.settle(settlementOf(hold, 150n));
  expect(await lotsOf(workspaceId)).toEqual([0n, 50n, 100n, 100n]);
  await expectBooksBalance(workspaceId);
});

test("credit past its expiry is gone before the next hold, and the balance shows it", async () => {
  const workspaceId = await walletWith({ availableNano: 100n });
  await grant(topUpOf(workspaceId, 400n, { kind: "promo", entryKind: "grant", expiresAt: inAnHour() }));
  await age(workspaceId);
  expect(await ledger.placeHold(holdOf(workspaceId, 200n))).toMatchObject({ kind: "refused", availableNano: 100n });
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 100n });
  expect(await listLedgerEntries(workspaceId, { limit: 1 })).toMatchObject([{ kind: "expiry", amountNano: -400n, contra: "breakage" }]);
  await expectBooksBalance(workspaceId);
});

test("the balance on a page leaves out credit past its expiry, though no call was made since", async () => {
  const workspaceId = await walletWith({ availableNano: 100n });
  await grant(topUpOf(workspaceId, 400n, { kind: "promo", entryKind: "grant", expiresAt: inAnHour() }));
  await age(workspaceId);
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 100n });
});

test("credit that expires later, or never, does not put an earlier expiry off", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  const expiresAt = inAnHour();
  await grant(topUpOf(workspaceId, 100n, { kind: "promo", entryKind: "grant", expiresAt }));
  await grant(topUpOf(workspaceId, 100n, { kind: "promo", entryKind: "grant", expiresAt: new Date(expiresAt.getTime() + 1_000) }));
  await grant(topUpOf(workspaceId, 100n));
  const { rows } = await postgres().query("SELECT next_expiry_at AS next FROM wallet WHERE workspace_id = $1", [workspaceId]);
  expect(rows).toEqual([{ next: expiresAt }]);
});

test("a call that began after the expiry protects nothing of what an earlier one has left", async () => {
  const workspaceId = await walletWith({ availableNano: 300n });
  await grant(topUpOf(workspaceId, 400n, { kind: "promo", entryKind: "grant", expiresAt: inAnHour() }));
  const early = holdOf(workspaceId, 150n);
  await ledger.placeHold(early);
  await age(workspaceId);
  await ledger.placeHold(holdOf(workspaceId, 100n));
  await ledger.settle(releaseOf(early));
  await sweepHolds();
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 200n, heldNano: 100n });
  await expectBooksBalance(workspaceId);
});

test("several wallets of one batch lose what is due to expire before their holds are judged", async () => {
  const wallets = await Promise.all([1, 2, 3].map(() => walletWith({ availableNano: 100n })));
  for (const workspaceId of wallets) {
    await grant(topUpOf(workspaceId, 400n, { kind: "promo", entryKind: "grant", expiresAt: inAnHour() }));
    await age(workspaceId);
  }
  const answers = await Promise.all(wallets.map((workspaceId) => ledger.placeHold(holdOf(workspaceId, 200n))));
  expect(answers).toMatchObject(Array(3).fill({ kind: "refused", availableNano: 100n }));
  for (const workspaceId of wallets) await expectBooksBalance(workspaceId);
});

test("a call in flight protects the credit that it may still burn; newer calls protect nothing", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  await grant(topUpOf(workspaceId, 400n, { kind: "promo", entryKind: "grant", expiresAt: inAnHour() }));
  const hold = holdOf(workspaceId, 150n);
  await ledger.placeHold(hold);
  await age(workspaceId);
  await sweepHolds();
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 0n, heldNano: 150n });
  await ledger.settle(releaseOf(hold));
  expect(await ledger.placeHold(holdOf(workspaceId, 1n))).toMatchObject({ kind: "refused", availableNano: 0n });
  await expectBooksBalance(workspaceId);
});
