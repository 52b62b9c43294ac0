import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { listCalls } from "@/lib/usage/list-calls";
import { listCostliestCalls } from "@/lib/usage/list-costliest-calls";
import { idAt, insertEvent, TEST_MODEL } from "@/lib/usage/testing/usage-events";

const DAY = { from: new Date("2026-11-03T00:00:00Z"), to: new Date("2026-11-04T00:00:00Z") };

async function dayOfCalls(): Promise<string> {
  const workspaceId = newId();
  const call = (minute: number, chargeNano: bigint, more: object = {}) =>
    insertEvent({ workspaceId, id: idAt(new Date(DAY.from.getTime() + minute * 60_000)), chargeNano, ...more });
  await call(-1, 10n ** 12n);
  await call(24 * 60, 10n ** 12n);
  for (let minute = 0; minute < 20; minute++) await call(minute, BigInt(1_000 + ((minute * 7) % 20)));
  await call(30, 9_007_199_254_740_993n, { modelId: "claude-test-2" });
  await call(31, 9_007_199_254_740_992n);
  const partly = { id: idAt(new Date(DAY.from.getTime() + 40 * 60_000)), outcome: "settled_partial" };
  await insertEvent({ workspaceId, ...partly, chargeNano: 5n });
  await insertEvent({ workspaceId, ...partly, outcome: "settled_late", isLate: true, chargeNano: 9_007_199_254_740_990n });
  return workspaceId;
}

test("the calls of a day come by their charge to the last digit, one that was charged late with all that it was charged", async () => {
  const workspaceId = await dayOfCalls();
  const found = (await listCostliestCalls(workspaceId, DAY, 5)) ?? [];
  expect(found.map(({ chargeNano }) => chargeNano)).toEqual([
    9_007_199_254_740_995n,
    9_007_199_254_740_993n,
    9_007_199_254_740_992n,
    1_019n,
    1_018n,
  ]);
  expect(found[0]?.outcome).toBe("settled_late");
});

test("a filter and its order by charge keep the same calls as the list does", async () => {
  const workspaceId = await dayOfCalls();
  for (const filters of [DAY, { ...DAY, modelId: TEST_MODEL }, { ...DAY, outcome: "settled_late" as const }, { ...DAY, isStream: true }]) {
    const { calls } = await listCalls(workspaceId, filters, null, 100);
    const sorted = calls.toSorted((a, b) => Number(b.chargeNano - a.chargeNano) || b.createdAt.getTime() - a.createdAt.getTime());
    expect((await listCostliestCalls(workspaceId, filters, 100))?.map(({ id }) => id)).toEqual(sorted.map(({ id }) => id));
  }
});

test("more calls than may be sorted are refused, not sorted in part; others' are neither sorted nor counted", async () => {
  const workspaceId = await dayOfCalls();
  expect(await listCostliestCalls(workspaceId, DAY, 5, 22)).toBeNull();
  expect(await listCostliestCalls(workspaceId, DAY, 5, 23)).toHaveLength(5);
  expect(await listCostliestCalls(newId(), DAY, 5)).toEqual([]);
});
