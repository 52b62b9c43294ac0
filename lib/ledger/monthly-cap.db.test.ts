import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { NANO_PER_DOLLAR } from "@/lib/basics/money";
import type { Ledger } from "@/lib/ledger/ledger";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, grant, testLedger, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";
import { readMonthSpend } from "@/lib/tiers/read-spend";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

const dollars = (amount: bigint) => amount * NANO_PER_DOLLAR;

/** A workspace with more credit than any tier allows in a month. Only its top-up decides its tier. */
async function workspaceWith(topUpNano: bigint): Promise<string> {
  const workspaceId = await walletWith({ availableNano: topUpNano });
  await grant(topUpOf(workspaceId, dollars(20_000n), { kind: "promo", entryKind: "grant", contra: "promo_expense" }));
  return workspaceId;
}

const kindOf = async (workspaceId: string, amountNano: bigint) => {
  const answer = await ledger.placeHold(holdOf(workspaceId, amountNano));
  return answer.kind === "held" ? "held" : answer.reason;
};
const query = (text: string, values: unknown[]) => postgres().query(text, values);

test.each([
  [0n, 100n],
  [5n, 100n],
  [39n, 100n],
  [40n, 500n],
  [200n, 1_000n],
  [399n, 1_000n],
  [400n, 5_000n],
  [9_000n, 5_000n],
])("with $%d of top-ups $%d a month may be spent, to the last nano-dollar", async (topUp, cap) => {
  const workspaceId = await workspaceWith(dollars(topUp));
  expect(await kindOf(workspaceId, dollars(cap) + 1n)).toBe("monthly_cap");
  expect(await kindOf(workspaceId, dollars(cap))).toBe("held");
  expect(await kindOf(workspaceId, 1n)).toBe("monthly_cap");
  expect(await readMonthSpend(workspaceId)).toMatchObject({ limitNano: dollars(cap), spentNano: 0n, heldNano: dollars(cap) });
  await expectBooksBalance(workspaceId);
});

test("a refusal says what is available and writes nothing; what was settled for less may be spent again", async () => {
  const workspaceId = await workspaceWith(0n);
  const call = holdOf(workspaceId, dollars(90n));
  await ledger.placeHold(call);
  expect(await ledger.placeHold(holdOf(workspaceId, dollars(11n)))).toEqual({
    kind: "refused",
    reason: "monthly_cap",
    availableNano: dollars(19_910n),
    heldNano: dollars(90n),
  });
  await ledger.settle(settlementOf(call, dollars(30n)));
  expect(await kindOf(workspaceId, dollars(71n))).toBe("monthly_cap");
  expect(await kindOf(workspaceId, dollars(70n))).toBe("held");
  expect(await readMonthSpend(workspaceId)).toMatchObject({ spentNano: dollars(30n), heldNano: dollars(70n) });
  await expectBooksBalance(workspaceId);
});

test("an empty balance is the reason before the cap", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  expect(await kindOf(workspaceId, dollars(200n))).toBe("insufficient_balance");
});

test("100 parallel calls of $10, half through another process: exactly ten are held under a cap of $100", async () => {
  const workspaceId = await workspaceWith(0n);
  const other = await testLedger();
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) => (n % 2 ? ledger : other).placeHold(holdOf(workspaceId, dollars(10n)))),
  );
  expect(answers.filter((answer) => answer.kind === "held")).toHaveLength(10);
  expect(answers.filter((answer) => answer.kind === "refused" && answer.reason === "monthly_cap")).toHaveLength(90);
  await other.close();
  await expectBooksBalance(workspaceId);
});

test("a workspace that tops up into a higher tier has its cap with the next call", async () => {
  const workspaceId = await workspaceWith(dollars(35n));
  expect(await kindOf(workspaceId, dollars(101n))).toBe("monthly_cap");
  await grant(topUpOf(workspaceId, dollars(5n)));
  expect(await kindOf(workspaceId, dollars(500n))).toBe("held");
  expect(await kindOf(workspaceId, 1n)).toBe("monthly_cap");
});

describe("a tier chosen by hand", () => {
  test("takes precedence over the top-ups, and a tier without a cap allows everything", async () => {
    const [small, free] = [await workspaceWith(dollars(400n)), await workspaceWith(0n)];
    const [smallTier, freeTier] = [`t-${newId()}`, `t-${newId()}`];
    await query("INSERT INTO usage_tier (id, month_cap_nano) VALUES ($1, 500), ($2, NULL)", [smallTier, freeTier]);
    await query("SELECT choose_tier($1, $2), choose_tier($3, $4)", [small, smallTier, free, freeTier]);
    expect([await kindOf(small, 501n), await kindOf(small, 500n), await kindOf(free, dollars(15_000n))]).toEqual([
      "monthly_cap",
      "held",
      "held",
    ]);
    expect(await readMonthSpend(free)).toMatchObject({ limitNano: null });
  });
});

test("a tier that an admin chose replaces the one of the top-ups, a higher one too", async () => {
  const workspaceId = await workspaceWith(0n);
  await asOwner("INSERT INTO workspace_tier VALUES ($1, 'tier_2')", [workspaceId]);
  expect([await kindOf(workspaceId, dollars(501n)), await kindOf(workspaceId, dollars(500n))]).toEqual(["monthly_cap", "held"]);
});

describe("the month", () => {
  test("keeps what was spent in it whenever the ceiling is renewed", async () => {
    const workspaceId = await workspaceWith(0n);
    const call = holdOf(workspaceId, dollars(60n));
    await ledger.placeHold(call);
    await ledger.settle(settlementOf(call, dollars(60n)));
    await asOwner("UPDATE wallet SET spend_ceiling_until = now() WHERE workspace_id = $1", [workspaceId]);
    expect([await kindOf(workspaceId, dollars(41n)), await kindOf(workspaceId, dollars(40n))]).toEqual(["monthly_cap", "held"]);
  });

  test("ends its own ceiling, which would else hold for a minute of the next one", async () => {
    const workspaceId = await workspaceWith(0n);
    await kindOf(workspaceId, 1n);
    const soon = "month_ends_at = now() + interval '20 seconds', spend_ceiling_until = '-infinity'";
    await asOwner(`UPDATE wallet SET ${soon} WHERE workspace_id = $1`, [workspaceId]);
    await kindOf(workspaceId, 1n);
    const { rows } = await query("SELECT spend_ceiling_until = month_ends_at AS ends FROM wallet WHERE workspace_id = $1", [workspaceId]);
    expect(rows).toEqual([{ ends: true }]);
  });

  test("starts again at its edge, and a charge counts in the month in which it was settled", async () => {
    const workspaceId = await workspaceWith(0n);
    const [early, late] = [holdOf(workspaceId, dollars(60n)), holdOf(workspaceId, dollars(40n))];
    await Promise.all([ledger.placeHold(early), ledger.placeHold(late)]);
    await ledger.settle(settlementOf(early, dollars(60n)));
    expect(await kindOf(workspaceId, 1n)).toBe("monthly_cap");
    // As if the month had ended just now.
    await asOwner("UPDATE wallet SET month_ends_at = now(), spend_ceiling_until = now() WHERE workspace_id = $1", [workspaceId]);
    expect(await readMonthSpend(workspaceId)).toMatchObject({ spentNano: 0n, heldNano: dollars(40n) });
    expect(await kindOf(workspaceId, dollars(61n))).toBe("monthly_cap");
    expect(await kindOf(workspaceId, dollars(60n))).toBe("held");
    await ledger.settle(settlementOf(late, dollars(40n)));
    expect(await readMonthSpend(workspaceId)).toMatchObject({ spentNano: dollars(40n), heldNano: dollars(60n) });
    expect(await kindOf(workspaceId, 1n)).toBe("monthly_cap");
  });

  test.each([
    ["UTC", "2026-11-30T23:59:59.999Z", "2026-12-01T00:00:00Z"],
    ["Asia/Shanghai", "2026-11-30T15:59:59.999Z", "2026-11-30T16:00:00Z"],
    // Daylight saving time ends between the two months.
    ["America/New_York", "2026-11-30T12:00:00Z", "2026-12-01T05:00:00Z"],
    ["America/New_York", "2026-10-31T12:00:00Z", "2026-11-01T04:00:00Z"],
    ["Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-31T23:00:00Z"],
    ["Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-31T22:00:00Z"],
  ])("in %s seen at %s ends at %s", async (timeZone, at, end) => {
    const { rows } = await query("SELECT ends_at FROM spend_period('month', $1, $2)", [at, timeZone]);
    expect(rows).toEqual([{ ends_at: new Date(end) }]);
  });
});
