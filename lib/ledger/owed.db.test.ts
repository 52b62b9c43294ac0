import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAuditRow } from "@/lib/audit/testing/audit-rows";
import { newId } from "@/lib/basics/ids";
import { idempotencyMark } from "@/lib/idempotency/idempotency-mark";
import { clearOwed, clearQuestion, freezeWallet, questionWallet } from "@/lib/ledger/freeze-wallet";
import type { Ledger } from "@/lib/ledger/ledger";
import type { HoldRequest } from "@/lib/ledger/settlement";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, grant, lapseLease, testLedger, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { inTransaction } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

const ADMIN = { userId: newId() };

let ledger: Ledger;
beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

/** A wallet with one call that cost `absorbedNano` more than the balance, and with `availableNano` of new credit since then. */
async function owing(absorbedNano: bigint, availableNano: bigint): Promise<string> {
  const workspaceId = await walletWith({ availableNano: 100n + availableNano });
  const [costly, other] = [holdOf(workspaceId, 100n), holdOf(workspaceId, availableNano)];
  await ledger.placeHold(costly);
  if (availableNano > 0n) await ledger.placeHold(other);
  await ledger.settle(settlementOf(costly, 100n + absorbedNano));
  if (availableNano > 0n) await ledger.settle(settlementOf(other, 0n));
  return workspaceId;
}

/** Each way to place a hold of this amount. */
const WAYS: Record<string, (workspaceId: string, amountNano: bigint) => Promise<unknown>> = {
  alone: (workspaceId, amountNano) => ledger.placeHold(holdOf(workspaceId, amountNano)),
  "with others of its wallet": async (workspaceId, amountNano) => {
    const tiny = () => ledger.placeHold(holdOf(workspaceId, 1n));
    // The first is sent alone; those submitted meanwhile are one batch.
    const [, , answer] = await Promise.all([tiny(), tiny(), ledger.placeHold(holdOf(workspaceId, amountNano)), tiny()]);
    return answer;
  },
  "with others of other wallets": async (workspaceId, amountNano) => {
    const elsewhere = await walletWith({ availableNano: 10n });
    const other = () => ledger.placeHold(holdOf(elsewhere, 1n));
    const [, , answer] = await Promise.all([other(), other(), ledger.placeHold(holdOf(workspaceId, amountNano)), other()]);
    return answer;
  },
  "of a key with a budget": (workspaceId, amountNano) => ledger.placeHold({ ...holdOf(workspaceId, amountNano), hasBudget: true }),
  "with an Idempotency-Key": (workspaceId, amountNano) =>
    ledger.placeKeyedHold({ ...holdOf(workspaceId, amountNano), idempotency: idempotencyMark(newId(), "messages", Buffer.from("x")) }),
};

describe.each(Object.entries(WAYS))("a hold %s", (_, place) => {
  test("leaves what is owed untouched, with another refusal than a hold that is too big", async () => {
    const workspaceId = await owing(600n, 1_000n);
    expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 1_000n, owedNano: 600n });
    expect(await place(workspaceId, 401n)).toMatchObject({ kind: "refused", reason: "absorbed_loss" });
    expect(await place(workspaceId, 100n)).toMatchObject({ kind: "held" });
    await expectBooksBalance(workspaceId);
  });

  test("is refused while a payment is under question, and again for each reason that is left", async () => {
    const workspaceId = await walletWith({ availableNano: 1_000n });
    const refusedFor = async (reason: string) => expect(await place(workspaceId, 100n)).toMatchObject({ kind: "refused", reason });
    await inTransaction((on) => questionWallet(on, workspaceId));
    await refusedFor("payment_questioned");
    await freezeWallet(workspaceId);
    await refusedFor("frozen");
    await clearQuestion(ADMIN, workspaceId);
    await refusedFor("frozen");
    await asOwner("UPDATE wallet SET is_frozen = false WHERE workspace_id = $1", [workspaceId]);
    expect(await place(workspaceId, 100n)).toMatchObject({ kind: "held" });
  });
});

describe("what a call costs beyond hold and balance is noted", () => {
  const costly = async () => {
    const workspaceId = await walletWith({ availableNano: 100n });
    const hold = holdOf(workspaceId, 100n);
    await ledger.placeHold(hold);
    return hold;
  };
  const owedBy = async (workspaceId: string) => (await readWallet(workspaceId))?.owedNano;

  test("by a settle alone, in a batch of its wallet, and in one of several", async () => {
    const alone = await costly();
    await ledger.settle(settlementOf(alone, 130n));
    expect(await owedBy(alone.workspaceId)).toBe(30n);

    const several = [await costly(), await costly(), await costly()];
    await Promise.all(several.map((hold, n) => ledger.settle(settlementOf(hold, 101n + BigInt(n)))));
    expect(await Promise.all(several.map(({ workspaceId }) => owedBy(workspaceId)))).toEqual([1n, 2n, 3n]);

    const workspaceId = await walletWith({ availableNano: 30n });
    const calls = [1, 2, 3].map(() => holdOf(workspaceId, 10n));
    await Promise.all(calls.map((hold) => ledger.placeHold(hold)));
    await Promise.all(calls.map((hold) => ledger.settle(settlementOf(hold, 17n))));
    expect(await owedBy(workspaceId)).toBe(21n);
  });

  test("by a settle that is sent again once, and by one that comes after the sweep", async () => {
    const again = await costly();
    for (let times = 0; times < 3; times++) await ledger.settle(settlementOf(again, 130n));
    expect(await owedBy(again.workspaceId)).toBe(30n);

    const instance = newId();
    const dying = await testLedger({ instance });
    const hold = holdOf(await walletWith({ availableNano: 100n }), 100n);
    await dying.placeHold(hold);
    await dying.close();
    await lapseLease(instance);
    await sweepHolds();
    await ledger.settle(settlementOf(hold, 140n));
    expect(await owedBy(hold.workspaceId)).toBe(40n);
    await expectBooksBalance(hold.workspaceId);
  });

  test("by none that is covered, and by no release", async () => {
    const covered = await costly();
    await ledger.settle(settlementOf(covered, 100n));
    expect(await owedBy(covered.workspaceId)).toBe(0n);
  });
});

describe("it is made good", () => {
  const owed = async (workspaceId: string) => {
    const { availableNano, owedNano } = (await readWallet(workspaceId)) ?? { availableNano: null, owedNano: null };
    return [availableNano, owedNano];
  };

  test("by top-ups as far as they go, which stay the customer's, and by no gift", async () => {
    const workspaceId = await owing(600n, 0n);
    await grant(topUpOf(workspaceId, 250n));
    expect(await owed(workspaceId)).toEqual([250n, 350n]);
    expect(await ledger.placeHold(holdOf(workspaceId, 1n))).toMatchObject({ kind: "refused", reason: "absorbed_loss", availableNano: 0n });
    await grant(topUpOf(workspaceId, 100n, { kind: "promo", entryKind: "grant", contra: "promo" }));
    expect(await owed(workspaceId)).toEqual([350n, 350n]);
    await grant(topUpOf(workspaceId, 400n));
    expect(await owed(workspaceId)).toEqual([750n, 0n]);
    expect(await ledger.placeHold(holdOf(workspaceId, 750n))).toMatchObject({ kind: "held" });
    await expectBooksBalance(workspaceId);
  });

  test("by an admin, who clears neither another reason nor what came meanwhile", async () => {
    const workspaceId = await owing(600n, 0n);
    await inTransaction((on) => questionWallet(on, workspaceId));
    expect(await clearOwed(ADMIN, workspaceId, 100n)).toBe(false);
    expect(await clearOwed(ADMIN, workspaceId, 600n)).toBe(true);
    expect(await readWallet(workspaceId)).toMatchObject({ owedNano: 0n, isQuestioned: true });
    const target = `workspace:${workspaceId}`;
    await expectAuditRow({ action: "owed.clear", target, workspaceId, actorUserId: ADMIN.userId, before: { owed: "0.0000006" } });
    expect([await clearQuestion(ADMIN, workspaceId), await clearQuestion(ADMIN, workspaceId)]).toEqual([true, false]);
    await expectAuditRow({ action: "payment_question.clear", target, workspaceId, actorUserId: ADMIN.userId });
  });
});

test("a hold under way is not extended into what is owed, nor while a payment is under question", async () => {
  const extend = (hold: HoldRequest, neededNano: bigint) => ledger.extendHold(settlementOf(hold, neededNano), neededNano);
  const hold = holdOf(await walletWith({ availableNano: 1_000n }), 100n);
  await ledger.placeHold(hold);
  await asOwner("UPDATE wallet SET owed_nano = 800 WHERE workspace_id = $1", [hold.workspaceId]);
  expect(await extend(hold, 250n)).toEqual({ kind: "refused", reason: "absorbed_loss" });
  expect(await extend(hold, 200n)).toEqual({ kind: "extended", amountNano: 200n });
  await inTransaction((on) => questionWallet(on, hold.workspaceId));
  expect(await extend(hold, 201n)).toEqual({ kind: "refused", reason: "payment_questioned" });
});
