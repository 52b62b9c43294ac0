import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import type { CallFilters } from "@/lib/usage/call-filters";
import { listCalls } from "@/lib/usage/list-calls";
import { rollUpUsage } from "@/lib/usage/roll-up-usage";
import { sumCalls } from "@/lib/usage/sum-calls";
import { idAt, insertEvent, TEST_KEY, TEST_MODEL } from "@/lib/usage/testing/usage-events";

const OTHER_KEY = "01930000-0000-7000-8000-00000000000b";
const OUTCOMES = ["settled", "settled", "settled", "released", "expired", "settled_partial"];

/** Calls of all kinds over three days. Some were settled late. */
async function mixedCalls(): Promise<string> {
  const workspaceId = newId();
  for (let n = 0; n < 60; n++) {
    const outcome = OUTCOMES[n % OUTCOMES.length] ?? "settled";
    const isFree = outcome === "released" || outcome === "expired";
    const event = {
      workspaceId,
      id: idAt(new Date(Date.UTC(2026, 10, 3) + n * 77 * 60_000)),
      keyId: n % 4 ? TEST_KEY : OTHER_KEY,
      modelId: n % 5 ? TEST_MODEL : "claude-test-2",
      isStream: n % 2 === 0,
      outcome,
      chargeNano: isFree ? 0n : BigInt(1 + n * n),
    };
    await insertEvent(event);
    const mayBeLate = outcome === "expired" || outcome === "settled_partial";
    if (mayBeLate && n % 4 < 2) await insertEvent({ ...event, isLate: true, outcome: "settled_late", chargeNano: BigInt(7 + n) });
    if (n === 30) await rollUpUsage();
  }
  return workspaceId;
}

const FILTERS: CallFilters[] = [
  {},
  { keyId: OTHER_KEY },
  { modelId: "claude-test-2" },
  { modelId: TEST_MODEL, keyId: TEST_KEY },
  { outcome: "settled" },
  { outcome: "settled", keyId: OTHER_KEY },
  { outcome: "released" },
  { outcome: "expired" },
  { outcome: "settled_partial" },
  { outcome: "settled_late" },
  { outcome: "settled_late", modelId: "claude-test-2" },
  { isStream: true },
  { isStream: false, outcome: "settled", keyId: TEST_KEY },
  { from: new Date("2026-11-04T00:00:00Z") },
  { from: new Date("2026-11-03T10:07:00Z"), to: new Date("2026-11-05T03:11:13Z"), keyId: TEST_KEY },
  { to: new Date("2026-11-03T18:15:00Z"), outcome: "settled" },
  { keyId: newId() },
];

test("the total of a filter is that of the calls it lists, before and after they are rolled up", async () => {
  const workspaceId = await mixedCalls();
  for (let round = 0; round < 2; round++) {
    for (const filters of FILTERS) {
      const { calls } = await listCalls(workspaceId, filters, null, 100);
      const chargeNano = calls.reduce((sum, call) => sum + call.chargeNano, 0n);
      expect([filters, await sumCalls(workspaceId, filters)]).toEqual([filters, { calls: calls.length, chargeNano }]);
    }
    await rollUpUsage();
  }
});

test("a total that needs more calls to be read than allowed is not said", async () => {
  const workspaceId = await mixedCalls();
  expect(await sumCalls(workspaceId, { isStream: true }, 10)).toBeNull();
  expect(await sumCalls(workspaceId, { isStream: true }, 1_000)).not.toBeNull();
});
