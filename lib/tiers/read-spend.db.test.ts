import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import { walletWith } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";
import { readKeyBudget, readKeyBudgets, readMonthSpend } from "@/lib/tiers/read-spend";

const NOON = new Date("2026-11-21T12:00:00Z");

async function keyWith(budgetNano: bigint | null): Promise<{ workspaceId: string; keyId: string }> {
  const workspaceId = await walletWith({ availableNano: 0n });
  const keyId = newId();
  await postgres().query(
    `INSERT INTO api_key (workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four, budget_nano, budget_period)
     VALUES ($1, $2, 'Test', $3, 1, 'sk', 'last', $4, $5)`,
    [workspaceId, keyId, Buffer.from(keyId), budgetNano, budgetNano && "day"],
  );
  return { workspaceId, keyId };
}

test("a key's budget says what was spent of it in the period, and when the period ends", async () => {
  const { workspaceId, keyId } = await keyWith(1_000n);
  await asOwner("INSERT INTO key_period (workspace_id, key_id, period, period_start, spent_nano) VALUES ($1, $2, 'day', $3, 300)", [
    workspaceId,
    keyId,
    new Date("2026-11-21T00:00:00Z"),
  ]);
  expect(await readKeyBudget(workspaceId, keyId, NOON)).toEqual({
    limitNano: 1_000n,
    spentNano: 300n,
    heldNano: 0n,
    endsAt: new Date("2026-11-22T00:00:00Z"),
    period: "day",
  });
  expect(await readKeyBudget(workspaceId, keyId, new Date("2026-11-22T00:00:00Z"))).toMatchObject({ spentNano: 0n });
});

test("the budgets of a workspace are those of its live keys, each as it is alone", async () => {
  const { workspaceId, keyId } = await keyWith(1_000n);
  await asOwner("INSERT INTO key_period (workspace_id, key_id, period, period_start, spent_nano) VALUES ($1, $2, 'day', $3, 300)", [
    workspaceId,
    keyId,
    new Date("2026-11-21T00:00:00Z"),
  ]);
  await keyWith(2_000n);
  expect(await readKeyBudgets(workspaceId, NOON)).toEqual(new Map([[keyId, await readKeyBudget(workspaceId, keyId, NOON)]]));
  await asOwner("UPDATE api_key SET revoked_at = now() WHERE id = $1", [keyId]);
  expect(await readKeyBudgets(workspaceId, NOON)).toEqual(new Map());
});

test("a key without a budget, and another workspace's key, have none", async () => {
  const free = await keyWith(null);
  expect(await readKeyBudget(free.workspaceId, free.keyId, NOON)).toBeNull();
  expect(await readKeyBudget(free.workspaceId, (await keyWith(1_000n)).keyId, NOON)).toBeNull();
});

test("a workspace has spent in this month what came after its beginning, and nothing once the month is over", async () => {
  const workspaceId = await walletWith({ availableNano: nanoFromDollars("40") ?? 0n });
  const inMonth = (interval: string) =>
    asOwner(
      `UPDATE wallet SET spent_total_nano = 700, month_start_spent_nano = 500, held_nano = 30,
         month_ends_at = now() + $2::interval WHERE workspace_id = $1`,
      [workspaceId, interval],
    );
  await inMonth("1 day");
  expect(await readMonthSpend(workspaceId)).toMatchObject({ limitNano: nanoFromDollars("500"), spentNano: 200n, heldNano: 30n });
  await inMonth("-1 second");
  expect(await readMonthSpend(workspaceId)).toMatchObject({ spentNano: 0n, heldNano: 30n });
  expect(await readMonthSpend(newId())).toBeNull();
  await asOwner("UPDATE wallet SET spent_total_nano = 0, month_start_spent_nano = 0, held_nano = 0 WHERE workspace_id = $1", [workspaceId]);
});
