import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { NANO_PER_DOLLAR } from "@/lib/basics/money";
import type { Ledger } from "@/lib/ledger/ledger";
import { setTimeZone } from "@/lib/ledger/set-time-zone";
import type { HoldRequest } from "@/lib/ledger/settlement";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, grant, testLedger, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";
import { readKeyBudget, readMonthSpend } from "@/lib/tiers/read-spend";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

type Budgeted = { workspaceId: string; keyId: string };
const BUDGET = 100n;
const query = (text: string, values: unknown[]) => postgres().query(text, values);

async function keyWith(period: string, timeZone: string): Promise<Budgeted> {
  const workspaceId = await walletWith({ availableNano: 1_000_000n });
  const keyId = newId();
  await query("UPDATE workspace SET time_zone = $2 WHERE id = $1", [workspaceId, timeZone]);
  await query(
    `INSERT INTO api_key (workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four, budget_nano, budget_period)
     VALUES ($1, $2, 'Test', $3, 1, 'sk', 'last', $4, $5)`,
    [workspaceId, keyId, Buffer.from(keyId), BUDGET, period],
  );
  return { workspaceId, keyId };
}

/** A call that was received at this instant, which is the time in its id. */
function callAt(key: Budgeted, amountNano: bigint, at: string): HoldRequest {
  const [head, random] = [new Date(at).getTime().toString(16).padStart(12, "0"), newId().replaceAll("-", "").slice(12)];
  const id = `${head}${random}`.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { ...holdOf(key.workspaceId, amountNano, id), keyId: key.keyId, hasBudget: true };
}

const isHeld = async (call: HoldRequest) => (await ledger.placeHold(call)).kind === "held";
/** Spends the whole budget at this instant. False if a part of it was already used. */
async function spendsAll(key: Budgeted, at: string): Promise<boolean> {
  const call = callAt(key, BUDGET, at);
  const held = await isHeld(call);
  if (held) await ledger.settle(settlementOf(call, BUDGET));
  return held;
}
const move = (key: Budgeted, timeZone: string, at: string) => setTimeZone(postgres(), key.workspaceId, timeZone, new Date(at));
const justBefore = (instant: string) => new Date(Date.parse(instant) - 1).toISOString();

test("the same zone again changes nothing", async () => {
  const key = await keyWith("day", "Asia/Tokyo");
  expect(await move(key, "Asia/Tokyo", "2026-11-21T12:00:00Z")).toBe("Asia/Tokyo");
  const { rowCount } = await query("SELECT FROM carried_period WHERE workspace_id = $1", [key.workspaceId]);
  expect(rowCount).toBe(0);
});

describe("what was spent stays, and the period under way ends where it ends in the new zone", () => {
  test.each([
    // Further east the same day ends sooner, further west later.
    ["day", "UTC", "Asia/Tokyo", "2026-11-21T10:00:00Z", "2026-11-21T15:00:00Z", "2026-11-22T15:00:00Z"],
    ["day", "UTC", "America/New_York", "2026-11-21T10:00:00Z", "2026-11-22T05:00:00Z", "2026-11-23T05:00:00Z"],
    // In Tokyo it is already the 22nd: the 21st runs to its old end, and the 22nd is the rest of that day.
    ["day", "UTC", "Asia/Tokyo", "2026-11-21T20:00:00Z", "2026-11-22T00:00:00Z", "2026-11-22T15:00:00Z"],
    // In Los Angeles it is still the 20th: the period stays the 21st.
    ["day", "Asia/Tokyo", "America/Los_Angeles", "2026-11-20T16:00:00Z", "2026-11-22T08:00:00Z", "2026-11-23T08:00:00Z"],
    // From one end of the world to the other, two days ahead: the day between is skipped.
    ["day", "Etc/GMT+12", "Pacific/Kiritimati", "2026-11-21T10:30:00Z", "2026-11-21T12:00:00Z", "2026-11-22T10:00:00Z"],
    // Both days begin at the same instant but have different names: the second must not be mistaken for the first.
    ["day", "Etc/GMT+12", "Etc/GMT-12", "2026-11-22T06:00:00Z", "2026-11-22T12:00:00Z", "2026-11-23T12:00:00Z"],
    // The clocks go back in that night.
    ["day", "UTC", "Europe/Berlin", "2026-10-25T10:00:00Z", "2026-10-25T23:00:00Z", "2026-10-26T23:00:00Z"],
    ["week", "UTC", "America/New_York", "2026-11-18T10:00:00Z", "2026-11-23T05:00:00Z", "2026-11-30T05:00:00Z"],
    ["week", "UTC", "Asia/Tokyo", "2026-11-22T20:00:00Z", "2026-11-23T00:00:00Z", "2026-11-29T15:00:00Z"],
    ["month", "UTC", "Asia/Tokyo", "2026-11-18T10:00:00Z", "2026-11-30T15:00:00Z", "2026-12-31T15:00:00Z"],
    ["month", "UTC", "Asia/Tokyo", "2026-11-30T20:00:00Z", "2026-12-01T00:00:00Z", "2026-12-31T15:00:00Z"],
    ["month", "UTC", "America/New_York", "2026-12-01T02:00:00Z", "2027-01-01T05:00:00Z", "2027-02-01T05:00:00Z"],
    // An hour lasts until the first full one of the new zone, and never less than an hour.
    ["hour", "UTC", "Asia/Kolkata", "2026-11-21T12:10:00Z", "2026-11-21T13:30:00Z", "2026-11-21T14:30:00Z"],
    ["hour", "UTC", "Asia/Tokyo", "2026-11-21T12:10:00Z", "2026-11-21T13:00:00Z", "2026-11-21T14:00:00Z"],
    ["day", "Nowhere/Unknown", "Asia/Tokyo", "2026-11-21T10:00:00Z", "2026-11-21T15:00:00Z", "2026-11-22T15:00:00Z"],
  ])("%s, %s to %s at %s: starts again at %s and at %s", async (period, from, to, at, next, afterNext) => {
    const key = await keyWith(period, from);
    expect(await spendsAll(key, at)).toBe(true);
    expect(await move(key, to, at)).toBe(from);
    expect(await readKeyBudget(key.workspaceId, key.keyId, new Date(at))).toMatchObject({ spentNano: BUDGET, endsAt: new Date(next) });
    expect(await isHeld(callAt(key, 1n, justBefore(next)))).toBe(false);
    expect(await spendsAll(key, next)).toBe(true);
    expect(await readKeyBudget(key.workspaceId, key.keyId, new Date(next))).toMatchObject({
      spentNano: BUDGET,
      endsAt: new Date(afterNext),
    });
    expect(await isHeld(callAt(key, 1n, justBefore(afterNext)))).toBe(false);
    expect(await spendsAll(key, afterNext)).toBe(true);
    await expectBooksBalance(key.workspaceId);
  });

  test("a lifetime's budget knows no zone", async () => {
    const key = await keyWith("lifetime", "UTC");
    await spendsAll(key, "2026-11-21T10:00:00Z");
    await move(key, "Asia/Tokyo", "2026-11-21T11:00:00Z");
    expect(await isHeld(callAt(key, 1n, "2036-11-21T11:00:00Z"))).toBe(false);
  });

  test("calls in flight count on, and what they cost in the end", async () => {
    const key = await keyWith("day", "UTC");
    const call = callAt(key, 80n, "2026-11-21T10:00:00Z");
    await ledger.placeHold(call);
    await move(key, "America/New_York", "2026-11-21T10:00:01Z");
    expect(await isHeld(callAt(key, 21n, "2026-11-21T10:00:02Z"))).toBe(false);
    await ledger.settle(settlementOf(call, 30n));
    // Received before the change, held after it.
    expect(await isHeld(callAt(key, 70n, "2026-11-21T10:00:00.500Z"))).toBe(true);
    expect(await isHeld(callAt(key, 1n, "2026-11-22T04:59:59Z"))).toBe(false);
  });
});

test("a day that begins where an earlier one of another name began is a day of its own", async () => {
  const key = await keyWith("day", "Etc/GMT+12");
  expect(await spendsAll(key, "2026-11-21T13:00:00Z")).toBe(true);
  await move(key, "UTC", "2026-11-21T14:00:00Z");
  await move(key, "Etc/GMT-12", "2026-11-21T15:00:00Z");
  expect(await isHeld(callAt(key, 1n, "2026-11-21T23:59:59.999Z"))).toBe(false);
  expect(await spendsAll(key, "2026-11-22T00:00:00Z")).toBe(true);
  expect(await isHeld(callAt(key, 1n, "2026-11-22T11:59:59.999Z"))).toBe(false);
  expect(await spendsAll(key, "2026-11-22T12:00:00Z")).toBe(true);
});

test("zones changed back and forth within a day: no change gives a budget, and the day ends as if there had been none", async () => {
  const key = await keyWith("day", "UTC");
  expect(await spendsAll(key, "2026-11-21T09:00:00Z")).toBe(true);
  const zones = ["Asia/Tokyo", "UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu", "UTC"];
  for (const [n, zone] of zones.entries()) {
    const at = `2026-11-21T${10 + 2 * n}:00:00Z`;
    await move(key, zone, at);
    expect([zone, await isHeld(callAt(key, 1n, at))]).toEqual([zone, false]);
  }
  expect(await isHeld(callAt(key, 1n, "2026-11-21T23:59:59.999Z"))).toBe(false);
  expect(await spendsAll(key, "2026-11-22T00:00:00Z")).toBe(true);
});

/** Random numbers from a seed, so that a failure can be repeated. */
function dice(seed: number) {
  let state = seed;
  return (sides: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

test.each([1, 2, 3, 4, 5, 6])(
  "a workspace that changes zones every few hours for ten days has one budget a day (seed %d)",
  async (seed) => {
    const roll = dice(seed);
    const zones = ["UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu", "Europe/Berlin"];
    const key = await keyWith("day", "Europe/Berlin");
    const start = Date.parse("2026-10-20T00:00:00Z");
    const begun: number[] = [];
    for (let hour = 0; hour < 240; hour++) {
      const at = new Date(start + hour * 3_600_000).toISOString();
      if (await spendsAll(key, at)) begun.push(hour);
      if (roll(4) > 0) continue;
      await move(key, zones[roll(zones.length)] as string, at);
      expect([at, await isHeld(callAt(key, 1n, at))]).toEqual([at, false]);
    }
    // One for each name of a day between the first and the last hour, in any zone.
    expect(begun.length).toBeLessThanOrEqual(11);
    // Only a change skips a day, and no day lasts for ever.
    const lasted = begun.slice(1).map((hour, n) => hour - (begun[n] ?? 0));
    expect(Math.max(...lasted)).toBeLessThanOrEqual(50);
  },
);

test("zones changed while calls of two processes race for one budget: it is granted once", async () => {
  const other = await testLedger();
  const key = await keyWith("day", "UTC");
  const at = "2026-11-21T10:00:00Z";
  const zones = ["Asia/Tokyo", "UTC", "America/Los_Angeles", "Asia/Kathmandu"];
  const [answers] = await Promise.all([
    Promise.all(Array.from({ length: 60 }, (_, n) => (n % 2 ? ledger : other).placeHold(callAt(key, 10n, at)))),
    ...zones.map((zone) => move(key, zone, at)),
  ]);
  expect(answers.filter((answer) => answer.kind === "held")).toHaveLength(10);
  await other.close();
  await expectBooksBalance(key.workspaceId);
});

describe("the monthly cap", () => {
  const dollars = (amount: bigint) => amount * NANO_PER_DOLLAR;
  const isLetIn = async (workspaceId: string, amountNano: bigint) =>
    (await ledger.placeHold(holdOf(workspaceId, amountNano))).kind === "held";
  const monthEnds = async (workspaceId: string) =>
    (await query("SELECT month_ends_at FROM wallet WHERE workspace_id = $1", [workspaceId])).rows[0].month_ends_at;

  /** $30 of the $100 that its tier allows are spent. */
  async function spentWorkspace(): Promise<string> {
    const workspaceId = await walletWith({ availableNano: 0n });
    await grant(topUpOf(workspaceId, dollars(1_000n), { kind: "promo", entryKind: "grant", contra: "promo_expense" }));
    const call = holdOf(workspaceId, dollars(30n));
    await ledger.placeHold(call);
    await ledger.settle(settlementOf(call, dollars(30n)));
    return workspaceId;
  }

  test("keeps what the month has spent, whatever zones it sees, and ends when it is said to", async () => {
    const workspaceId = await spentWorkspace();
    for (const zone of ["Asia/Tokyo", "UTC", "America/Los_Angeles", "Pacific/Kiritimati"]) {
      await setTimeZone(postgres(), workspaceId, zone, new Date());
      const month = await readMonthSpend(workspaceId);
      expect(month).toMatchObject({ limitNano: dollars(100n), spentNano: dollars(30n) });
      expect(await monthEnds(workspaceId)).toEqual(month?.endsAt);
    }
    expect(await isLetIn(workspaceId, dollars(70n) + 1n)).toBe(false);
    expect(await isLetIn(workspaceId, dollars(70n))).toBe(true);
    await expectBooksBalance(workspaceId);
  });

  test("a month that ended before the change, unnoticed, is over after it too", async () => {
    const workspaceId = await spentWorkspace();
    await asOwner("UPDATE wallet SET month_ends_at = now() - interval '1 second', spend_ceiling_until = now() WHERE workspace_id = $1", [
      workspaceId,
    ]);
    await setTimeZone(postgres(), workspaceId, "Asia/Tokyo", new Date());
    expect(await readMonthSpend(workspaceId)).toMatchObject({ spentNano: 0n });
    expect(await isLetIn(workspaceId, dollars(100n))).toBe(true);
    expect(await monthEnds(workspaceId)).toEqual((await readMonthSpend(workspaceId))?.endsAt);
  });
});
