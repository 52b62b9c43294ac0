import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { openBatchLease, placeBatchHolds } from "@/lib/ledger/batch-holds";
import { CallEnder } from "@/lib/ledger/end-calls";
import type { Ledger } from "@/lib/ledger/ledger";
import type { HoldAnswer } from "@/lib/ledger/settlement";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, finishedCall, grant, testLedger, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { inTransaction, postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

const keyId = newId();

function placed(workspaceId: string, amounts: bigint[], ids = amounts.map(() => newId())): Promise<HoldAnswer> {
  return inTransaction(async (on) => {
    const leaseId = await openBatchLease(on, newId());
    const holds = amounts.map((amountNano, n) => ({ id: ids[n] as string, modelId: "claude-sonnet-4-6", priceVersion: 1, amountNano }));
    return placeBatchHolds(on, { workspaceId, keyId, leaseId, holds });
  });
}

const query = (text: string, values: unknown[]) => postgres().query(text, values);

test("holds of a batch are placed all together, for exactly what the wallet has", async () => {
  const workspaceId = await walletWith({ availableNano: 60n });
  expect(await placed(workspaceId, [10n, 20n, 30n])).toEqual({ kind: "held", availableNano: 0n });
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 0n, heldNano: 60n, holdsInFlight: 3 });
  await expectBooksBalance(workspaceId);
});

test.each<[reason: string, total: bigint, prepare: (workspaceId: string) => Promise<unknown>]>([
  ["insufficient_balance", 101n, async () => undefined],
  ["frozen", 2n, (id) => asOwner("UPDATE wallet SET is_frozen = true WHERE workspace_id = $1", [id])],
  ["payment_questioned", 2n, (id) => asOwner("UPDATE wallet SET is_questioned = true WHERE workspace_id = $1", [id])],
  ["absorbed_loss", 61n, (id) => asOwner("UPDATE wallet SET owed_nano = 40 WHERE workspace_id = $1", [id])],
  [
    "monthly_cap",
    51n,
    (id) =>
      asOwner("UPDATE wallet SET spend_ceiling_nano = 50, spend_ceiling_until = now() + interval '1 minute' WHERE workspace_id = $1", [id]),
  ],
  [
    "key_budget",
    31n,
    (id) =>
      query(
        `INSERT INTO api_key (workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four, budget_nano, budget_period)
         VALUES ($1, $2, 'Test', $3, 1, 'sk', 'last', 30, 'day')`,
        [id, keyId, Buffer.from(newId())],
      ),
  ],
])(
  "a batch is refused as a call would be (%s), and nothing of it is written; for one nano-dollar less it is held",
  async (reason, total, prepare) => {
    const workspaceId = await walletWith({ availableNano: 100n });
    await prepare(workspaceId);
    expect(await placed(workspaceId, [1n, total - 1n])).toMatchObject({ kind: "refused", reason });
    expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 100n, heldNano: 0n, holdsInFlight: 0 });
    const isNeverHeld = reason === "frozen" || reason === "payment_questioned";
    expect(
      (
        await placed(
          workspaceId,
          [1n, total - 2n].filter((amount) => amount > 0n),
        )
      ).kind,
    ).toBe(isNeverHeld ? "refused" : "held");
    expect(await placed(newId(), [1n])).toMatchObject({ kind: "refused", reason: "no_wallet" });
    if (reason !== "frozen") await expectBooksBalance(workspaceId);
  },
);

test("a batch counts what the key's earlier batches hold, and adds up what they have spent", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  await query(
    `INSERT INTO api_key (workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four, budget_nano, budget_period)
     VALUES ($1, $2, 'Test', $3, 1, 'sk', 'last', 30, 'day')`,
    [workspaceId, keyId, Buffer.from(newId())],
  );
  const ids = [newId(), newId()];
  await placed(workspaceId, [10n, 10n], ids);
  expect(await placed(workspaceId, [11n])).toMatchObject({ kind: "refused", reason: "key_budget" });
  const ender = new CallEnder(process.env.DATABASE_URL as string);
  await ender.end(ids.map((id) => settlementOf({ ...holdOf(workspaceId, 10n, id), keyId }, 5n)));
  await ender.close();
  expect(await placed(workspaceId, [20n])).toMatchObject({ kind: "held" });
  const { rows } = await postgres().query("SELECT count(*)::integer AS claims FROM key_claim WHERE workspace_id = $1", [workspaceId]);
  expect(rows).toEqual([{ claims: 1 }]);
});

test("credit that is past its day is no cover", async () => {
  const workspaceId = await walletWith({ availableNano: 10n });
  await grant(
    topUpOf(workspaceId, 100n, { kind: "promo", entryKind: "grant", contra: "promo_expense", expiresAt: new Date(Date.now() + 300) }),
  );
  await expect
    .poll(
      async () =>
        (await postgres().query("SELECT next_expiry_at <= now() AS due FROM wallet WHERE workspace_id = $1", [workspaceId])).rows[0].due,
    )
    .toBe(true);
  expect(await placed(workspaceId, [6n, 5n])).toMatchObject({ kind: "refused", reason: "insufficient_balance", availableNano: 10n });
  expect((await placed(workspaceId, [6n, 4n])).kind).toBe("held");
});

test("two batches and a call racing for one balance: together they never hold more than it", async () => {
  const workspaceId = await walletWith({ availableNano: 100n });
  const answers = await Promise.all([
    placed(workspaceId, [40n, 20n]),
    placed(workspaceId, [30n, 30n]),
    ledger.placeHold(holdOf(workspaceId, 60n)),
  ]);
  expect(answers.map(({ kind }) => kind).sort()).toEqual(["held", "refused", "refused"]);
  await expectBooksBalance(workspaceId);
});

test("ends of calls may come twice, late, and of several callers at once: each is charged once", async () => {
  const ids = Array.from({ length: 250 }, () => newId());
  const workspaceId = await walletWith({ availableNano: 250n });
  await placed(
    workspaceId,
    ids.map(() => 1n),
    ids,
  );
  await sweepHolds();
  const ends = ids.map((id) => settlementOf({ ...holdOf(workspaceId, 1n, id), keyId, modelId: "claude-sonnet-4-6", priceVersion: 0 }, 1n));
  const enders = [new CallEnder(process.env.DATABASE_URL as string), new CallEnder(process.env.DATABASE_URL as string)];
  await Promise.all([enders[0]?.end(ends), enders[0]?.end(ends.slice(100)), enders[1]?.end(ends.toReversed())]);
  await enders[0]?.end(ends);
  await Promise.all(enders.map((ender) => ender.close()));
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 0n, heldNano: 0n, spentTotalNano: 250n });
  expect(await finishedCall({ workspaceId, id: ids[7] as string })).toMatchObject([{ outcome: "settled", chargeNano: 1n, holdNano: 1n }]);
  await expectBooksBalance(workspaceId);
});
