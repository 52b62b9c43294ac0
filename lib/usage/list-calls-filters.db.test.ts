import fc from "fast-check";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import type { FinishedCall } from "@/lib/usage/call";
import type { CallFilters } from "@/lib/usage/call-filters";
import { listCalls, listCallsBefore } from "@/lib/usage/list-calls";
import { rollUpUsage } from "@/lib/usage/roll-up-usage";
import { idAt, insertEvent } from "@/lib/usage/testing/usage-events";

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 9, 30, 5, 7);
const DAYS = 9;
const MODELS = ["claude-test-1", "claude-test-2", "claude-test-3"];
const KEYS = ["a", "b", "c"].map((end) => `01930000-0000-7000-8000-00000000000${end}`);
const OUTCOMES = ["settled", "settled", "settled", "released", "expired", "settled_partial"] as const;

/** Some quarters of an hour have many calls, others few. The calls that were written later are not rolled up. */
async function scatteredCalls(): Promise<string> {
  const workspaceId = newId();
  for (let n = 0; n < 120; n += 1) {
    const ms = n % 2 ? START_MS + Math.floor(Math.random() * DAYS * 24 * HOUR_MS) : START_MS + (n % 7) * 31 * HOUR_MS + n * 9_000;
    const outcome = OUTCOMES[n % OUTCOMES.length] ?? "settled";
    // The last model and key have few calls.
    const place = { modelId: MODELS[n % 41 === 0 ? 2 : n % 2], keyId: KEYS[n % 23 === 0 ? 2 : n % 3 === 0 ? 1 : 0] };
    const event = { workspaceId, id: idAt(new Date(ms)), ...place, isStream: n % 5 < 2, outcome, chargeNano: 5n };
    await insertEvent(event);
    if (n % 18 === 4 || n % 18 === 5) await insertEvent({ ...event, isLate: true, outcome: "settled_late" });
    if (n === 80) await rollUpUsage();
  }
  return workspaceId;
}

async function everyCall(workspaceId: string): Promise<FinishedCall[]> {
  const calls: FinishedCall[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = await listCalls(workspaceId, {}, cursor, 100);
    calls.push(...page.calls);
    cursor = page.nextCursor;
    if (cursor === null) return calls;
  }
}

function isKept(call: FinishedCall, { modelId, keyId, outcome, isStream, from, to }: CallFilters): boolean {
  return (
    (modelId === undefined || call.modelId === modelId) &&
    (keyId === undefined || call.keyId === keyId) &&
    (outcome === undefined || call.outcome === outcome) &&
    (isStream === undefined || call.isStream === isStream) &&
    (from === undefined || call.createdAt >= from) &&
    (to === undefined || call.createdAt < to)
  );
}

async function walked(
  workspaceId: string,
  filters: CallFilters,
  size: number,
  isForward: boolean,
  lookedThrough: number,
): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = null, pages = 0; ; pages += 1) {
    expect(pages).toBeLessThan(400);
    const page = await (isForward ? listCalls : listCallsBefore)(workspaceId, filters, cursor, size, lookedThrough);
    const found = page.calls.map((call) => call.id);
    if (isForward) ids.push(...found);
    else ids.unshift(...found);
    cursor = isForward ? page.nextCursor : page.previousCursor;
    if (cursor === null) return ids;
  }
}

const maybe = <Value>(values: Value[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const instant = fc.option(
  fc.integer({ min: -HOUR_MS, max: DAYS * 24 * HOUR_MS }).map((ms) => new Date(START_MS + ms)),
  { nil: undefined },
);

test("any filter lists what it keeps, once and in order, from either end, while a part of the calls is rolled up", async () => {
  const workspaceId = await scatteredCalls();
  const all = await everyCall(workspaceId);
  expect(all).toHaveLength(120);
  const filters = fc.record({
    modelId: maybe([...MODELS, "claude-none"]),
    keyId: maybe(KEYS),
    outcome: maybe([...new Set(OUTCOMES), "settled_late" as const]),
    isStream: maybe([true, false]),
    from: instant,
    to: instant,
  });
  const size = fc.constantFrom(7, 25, 100);
  await fc.assert(
    fc.asyncProperty(filters, size, fc.boolean(), fc.constantFrom(15, 1_000), async (kept, pageSize, isForward, lookedThrough) => {
      const expected = all.filter((call) => isKept(call, kept)).map((call) => call.id);
      expect(await walked(workspaceId, kept, pageSize, isForward, lookedThrough)).toEqual(expected);
    }),
    { numRuns: 20, endOnFailure: true },
  );
});

test("a key without calls is known from the sums to have none: the list ends at once", async () => {
  const workspaceId = await scatteredCalls();
  expect(await listCalls(workspaceId, { keyId: newId() }, null, 20, 5)).toEqual({ calls: [], nextCursor: null, previousCursor: null });
  expect((await listCalls(workspaceId, { keyId: KEYS[2] }, null, 3, 1)).calls).toHaveLength(3);
});
