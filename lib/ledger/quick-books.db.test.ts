import { expect, test } from "vitest";
import { nanoFromDollars } from "@/lib/basics/money";
import { readFloat } from "@/lib/ledger/float";
import { checkBooksQuickly } from "@/lib/ledger/quick-books";
import { walletWith } from "@/lib/ledger/testing/wallets";
import { asOwner, ownerConnection } from "@/lib/testing/owner";

const FIVE = nanoFromDollars("5") ?? 0n;

test("the books of a wallet balance, and each rule that is broken is named", async () => {
  const workspaceId = await walletWith({ availableNano: FIVE });
  expect(await checkBooksQuickly(workspaceId)).toEqual({ isKnown: true, violations: [] });
  await asOwner("UPDATE wallet SET available_nano = available_nano + 1 WHERE workspace_id = $1", [workspaceId]);
  expect((await checkBooksQuickly(workspaceId)).violations.map(({ rule }) => rule)).toEqual([
    "available + held = entries - spent",
    "lots - (spent - burned) = available + held",
  ]);
  expect((await checkBooksQuickly()).violations.map((each) => each.workspaceId)).toContain(workspaceId);
  await asOwner("UPDATE wallet SET available_nano = available_nano - 1 WHERE workspace_id = $1", [workspaceId]);
  expect((await checkBooksQuickly(workspaceId)).violations).toEqual([]);
});

test("a check that takes too long says that it does not know", async () => {
  const owner = await ownerConnection();
  try {
    await owner.query("BEGIN; LOCK TABLE credit_lot");
    expect(await checkBooksQuickly(null, 50)).toEqual({ isKnown: false, violations: [] });
  } finally {
    await owner.end();
  }
});

test("the float is the sum of all balances", async () => {
  const before = await readFloat();
  await walletWith({ availableNano: FIVE });
  const after = await readFloat();
  expect(after.availableNano - before.availableNano).toBe(FIVE);
  expect(after.wallets - before.wallets).toBe(1);
});
