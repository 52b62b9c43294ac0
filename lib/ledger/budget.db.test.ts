import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId, timeOfId } from "@/lib/basics/ids";
import type { Ledger } from "@/lib/ledger/ledger";
import type { HoldRequest } from "@/lib/ledger/settlement";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { holdOf, releaseOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, lapseLease, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { readKeyBudget } from "@/lib/tiers/read-spend";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

type Budgeted = { workspaceId: string; keyId: string };

async function keyWith(budgetNano: bigint, period: string, timeZone = "UTC"): Promise<Budgeted> {
  const workspaceId = await walletWith({ availableNano: 1_000_000n });
  const keyId = newId();
  await postgres().query("UPDATE workspace SET time_zone = $2 WHERE id = $1", [workspaceId, timeZone]);
  await postgres().query(
    `INSERT INTO api_key (workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four, budget_nano, budget_period)
     VALUES ($1, $2, 'Test', $3, 1, 'sk', 'last', $4, $5)`,
    [workspaceId, keyId, Buffer.from(keyId), budgetNano, period],
  );
  return { workspaceId, keyId };
}

/** A call that was received at this instant, which is the time in its id. */
function callAt(key: Budgeted, amountNano: bigint, at: string): HoldRequest {
  const [head, random] = [new Date(at).getTime().toString(16).padStart(12, "0"), newId().replaceAll("-", "").slice(12)];
  const id = `${head}${random}`.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { ...holdOf(key.workspaceId, amountNano, id), keyId: key.keyId, hasBudget: true };
}

const NOON = "2026-11-21T12:00:00Z";
const kindOf = async (hold: HoldRequest) => {
  const answer = await ledger.placeHold(hold);
  return answer.kind === "held" ? "held" : answer.reason;
};
const spendOf = async (key: Budgeted, at = NOON) => {
  const budget = await readKeyBudget(key.workspaceId, key.keyId, new Date(at));
  return [budget?.spentNano, budget?.heldNano];
};

test("a call within the budget is held, and its charge is what the key has spent", async () => {
  const key = await keyWith(1_000n, "day");
  const call = callAt(key, 900n, NOON);
  expect(await kindOf(call)).toBe("held");
  expect(await spendOf(key)).toEqual([0n, 900n]);
  await ledger.settle(settlementOf(call, 300n));
  expect(await spendOf(key)).toEqual([300n, 0n]);
  expect(await kindOf(callAt(key, 700n, NOON))).toBe("held");
  expect(await spendOf(key)).toEqual([300n, 700n]);
  await expectBooksBalance(key.workspaceId);
});

test("claims of finished calls are added up by the next hold, so that a key's budget is read from a few rows", async () => {
  const key = await keyWith(1_000n, "day");
  for (const priceNano of [30n, 40n]) {
    const call = callAt(key, 100n, NOON);
    await ledger.placeHold(call);
    await ledger.settle(settlementOf(call, priceNano));
  }
  await ledger.placeHold(callAt(key, 100n, NOON));
  const { rows } = await postgres().query("SELECT count(*)::integer AS claims FROM key_claim WHERE key_id = $1", [key.keyId]);
  expect([rows, await spendOf(key)]).toEqual([[{ claims: 1 }], [70n, 100n]]);
});

test("a call beyond the budget is refused with the balance untouched, and nothing is written", async () => {
  const key = await keyWith(1_000n, "day");
  await ledger.placeHold(callAt(key, 400n, NOON));
  expect(await ledger.placeHold(callAt(key, 601n, NOON))).toEqual({
    kind: "refused",
    reason: "key_budget",
    availableNano: 999_600n,
    heldNano: 400n,
  });
  const { rows } = await postgres().query("SELECT call_id FROM key_claim WHERE key_id = $1", [key.keyId]);
  expect(rows).toHaveLength(1);
  expect(await spendOf(key)).toEqual([0n, 400n]);
  await expectBooksBalance(key.workspaceId);
});

test("a hold sent twice counts once, and a released call gives the budget back", async () => {
  const key = await keyWith(1_000n, "day");
  const call = callAt(key, 1_000n, NOON);
  expect([await kindOf(call), await kindOf(call)]).toEqual(["held", "held"]);
  expect(await spendOf(key)).toEqual([0n, 1_000n]);
  await ledger.settle(releaseOf(call));
  await ledger.settle(releaseOf(call));
  expect(await spendOf(key)).toEqual([0n, 0n]);
  expect(await kindOf(callAt(key, 1_000n, NOON))).toBe("held");
});

test("64 parallel calls on a budget for ten: exactly ten are held, at once and again after they were settled for half", async () => {
  const key = await keyWith(1_000n, "month");
  const calls = () => Array.from({ length: 64 }, () => callAt(key, 100n, NOON));
  const first = calls();
  const kinds = await Promise.all(first.map(kindOf));
  expect(kinds.filter((kind) => kind === "held")).toHaveLength(10);
  expect(kinds.filter((kind) => kind === "key_budget")).toHaveLength(54);
  const held = first.filter((_, n) => kinds[n] === "held");
  await Promise.all(held.map((call) => ledger.settle(settlementOf(call, 50n))));
  const second = await Promise.all(calls().map(kindOf));
  expect(second.filter((kind) => kind === "held")).toHaveLength(5);
  expect(await spendOf(key)).toEqual([500n, 500n]);
  await expectBooksBalance(key.workspaceId);
});

test("two processes racing for one budget grant what it has and no more", async () => {
  const other = await testLedger();
  const key = await keyWith(700n, "lifetime");
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 ? ledger : other).placeHold(callAt(key, 100n, NOON))));
  expect(answers.filter((answer) => answer.kind === "held")).toHaveLength(7);
  await other.close();
});

test("a call whose process died counts what the sweeper charged, and its late settle as well", async () => {
  const instance = newId();
  const dying = await testLedger({ instance });
  const key = await keyWith(1_000n, "lifetime");
  const call = callAt(key, 800n, new Date().toISOString());
  await dying.placeHold(call);
  await lapseLease(instance);
  await sweepHolds();
  expect(await spendOf(key)).toEqual([0n, 0n]);
  // Between the two, another call causes the finished ones to be summed up.
  expect(await kindOf(callAt(key, 100n, new Date().toISOString()))).toBe("held");
  await dying.settle(settlementOf(call, 500n));
  expect(await spendOf(key)).toEqual([500n, 100n]);
  expect(await kindOf(callAt(key, 401n, new Date().toISOString()))).toBe("key_budget");
  expect(await spendOf(key)).toEqual([500n, 100n]);
  await dying.close();
  await expectBooksBalance(key.workspaceId);
});

describe("a budget starts again at its period's edge in the workspace's time zone", () => {
  test.each([
    ["hour", "UTC", "2026-11-21T12:59:59.999Z", "2026-11-21T13:00:00Z"],
    ["hour", "Asia/Kolkata", "2026-11-21T12:29:59.999Z", "2026-11-21T12:30:00Z"],
    // The clocks go back from 3 to 2: the hour from 2 to 3 occurs twice, and each has its own budget.
    ["hour", "Europe/Berlin", "2026-10-25T00:59:59.999Z", "2026-10-25T01:00:00Z"],
    ["day", "UTC", "2026-11-21T23:59:59.999Z", "2026-11-22T00:00:00Z"],
    ["day", "Asia/Shanghai", "2026-11-21T15:59:59.999Z", "2026-11-21T16:00:00Z"],
    ["day", "America/New_York", "2026-11-01T03:59:59.999Z", "2026-11-01T04:00:00Z"],
    // This day had 25 hours.
    ["day", "America/New_York", "2026-11-02T04:59:59.999Z", "2026-11-02T05:00:00Z"],
    // This day had 23 hours.
    ["day", "Europe/Berlin", "2026-03-29T21:59:59.999Z", "2026-03-29T22:00:00Z"],
    ["week", "Europe/Berlin", "2026-11-22T22:59:59.999Z", "2026-11-22T23:00:00Z"],
    ["month", "America/Los_Angeles", "2026-12-01T07:59:59.999Z", "2026-12-01T08:00:00Z"],
    ["month", "Nowhere/Unknown", "2026-11-30T23:59:59.999Z", "2026-12-01T00:00:00Z"],
  ])("%s in %s: %s is the last moment, %s the first", async (period, timeZone, last, first) => {
    const key = await keyWith(100n, period, timeZone);
    expect(await kindOf(callAt(key, 100n, last))).toBe("held");
    expect(await kindOf(callAt(key, 1n, last))).toBe("key_budget");
    expect(await kindOf(callAt(key, 100n, first))).toBe("held");
    expect(await kindOf(callAt(key, 1n, first))).toBe("key_budget");
    const ends = await readKeyBudget(key.workspaceId, key.keyId, new Date(last));
    expect(ends?.endsAt?.toISOString()).toBe(new Date(first).toISOString());
  });

  test("a lifetime's budget never does", async () => {
    const key = await keyWith(100n, "lifetime");
    expect(await kindOf(callAt(key, 100n, "2026-01-01T00:00:00Z"))).toBe("held");
    expect(await kindOf(callAt(key, 1n, "2036-01-01T00:00:00Z"))).toBe("key_budget");
  });
});

test("a call counts in the period of its reception, whenever it is settled", async () => {
  const key = await keyWith(100n, "day");
  const call = callAt(key, 100n, "2026-11-20T23:59:59Z");
  await ledger.placeHold(call);
  expect(timeOfId(call.id).toISOString()).toBe("2026-11-20T23:59:59.000Z");
  await ledger.settle(settlementOf(call, 80n));
  expect(await spendOf(key, "2026-11-20T12:00:00Z")).toEqual([80n, 0n]);
  expect(await spendOf(key, "2026-11-21T12:00:00Z")).toEqual([0n, 0n]);
});
