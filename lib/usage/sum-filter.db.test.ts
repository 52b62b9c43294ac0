import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import type { CallFilters } from "@/lib/usage/call-filters";
import { listCalls } from "@/lib/usage/list-calls";
import { rollUpUsage } from "@/lib/usage/roll-up-usage";
import { sumFilter } from "@/lib/usage/sum-filter";
import { idAt, insertEvent, TEST_KEY, TEST_MODEL } from "@/lib/usage/testing/usage-events";

const DAY = { from: new Date("2026-11-03T00:00:00Z"), to: new Date("2026-11-04T00:00:00Z") };
const FILTERS: CallFilters[] = [
  {},
  DAY,
  { ...DAY, modelId: TEST_MODEL },
  { modelId: "claude-test-2", keyId: TEST_KEY },
  { ...DAY, outcome: "released" },
  { outcome: "settled_late" },
  { isStream: true, modelId: TEST_MODEL },
];

async function mixedCalls(): Promise<string> {
  const workspaceId = newId();
  for (let n = 0; n < 30; n++) {
    const id = idAt(new Date(Date.UTC(2026, 10, 2, 20) + n * 47 * 60_000));
    const event = { workspaceId, id, modelId: n % 3 ? TEST_MODEL : "claude-test-2", isStream: n % 2 === 0 };
    const outcome = n % 5 === 0 ? "released" : n % 7 === 0 ? "expired" : "settled";
    await insertEvent({ ...event, outcome, chargeNano: outcome === "settled" ? BigInt(1 + n * n) : 0n });
    if (outcome === "expired") await insertEvent({ ...event, outcome: "settled_late", isLate: true, chargeNano: 77n });
    if (n === 17) await rollUpUsage();
  }
  return workspaceId;
}

test("a filter sums to what its list adds up to, whether the sums answer it or the calls themselves", async () => {
  const workspaceId = await mixedCalls();
  for (const filters of FILTERS) {
    const { calls } = await listCalls(workspaceId, filters, null, 100);
    const chargeNano = calls.reduce((sum, call) => sum + call.chargeNano, 0n);
    expect([filters, await sumFilter(workspaceId, filters)]).toEqual([filters, { calls: calls.length, chargeNano }]);
  }
});

test("what only the calls themselves know is not summed where there are too many; time, model and key always are", async () => {
  const workspaceId = await mixedCalls();
  expect(await sumFilter(workspaceId, { outcome: "released" }, 29)).toBeNull();
  expect(await sumFilter(workspaceId, { outcome: "released" }, 30)).toMatchObject({ calls: 6, chargeNano: 0n });
  expect(await sumFilter(workspaceId, {}, 1)).toMatchObject({ calls: 30 });
  expect(await sumFilter(newId(), {})).toEqual({ calls: 0, chargeNano: 0n });
});
