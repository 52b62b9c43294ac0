import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";
import type { CallFilters } from "@/lib/usage/call-filters";
import { cursorOfId, idOfCursor } from "@/lib/usage/cursor";
import { listCalls } from "@/lib/usage/list-calls";
import { readCall } from "@/lib/usage/read-call";
import { idAt, insertEvent } from "@/lib/usage/testing/usage-events";

async function allPages(
  workspaceId: string,
  filters: CallFilters,
  size: number,
  between = async () => {},
  lookedThrough?: number,
): Promise<string[]> {
  const seen: string[] = [];
  for (let cursor: string | null = null, page = 0; page < 100; page++) {
    const { calls, nextCursor } = await listCalls(workspaceId, filters, cursor, size, lookedThrough);
    seen.push(...calls.map((call) => call.id));
    if (nextCursor === null) return seen;
    cursor = nextCursor;
    await between();
  }
  throw new Error("paging does not end");
}

test("the pages show every call once, the newest first, also those of one millisecond", async () => {
  const workspaceId = newId();
  const moment = new Date("2026-11-20T10:00:00.123Z");
  const ids = await Promise.all(Array.from({ length: 23 }, () => insertEvent({ workspaceId, id: idAt(moment) })));
  const seen = await allPages(workspaceId, {}, 5);
  expect(seen).toEqual(ids.sort().reverse());
});

test("calls that finish while somebody pages neither repeat nor hide one", async () => {
  const workspaceId = newId();
  const before: string[] = [];
  for (let index = 0; index < 12; index++) {
    before.push(await insertEvent({ workspaceId, id: idAt(new Date(Date.UTC(2026, 10, 1) + index * 1000)) }));
  }
  const seen = await allPages(workspaceId, {}, 3, async () => {
    await insertEvent({ workspaceId });
    await insertEvent({ workspaceId, id: idAt(new Date(Date.UTC(2026, 10, 1) + 500)) });
  });
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((id) => before.includes(id))).toEqual(before.reverse());
});

test("a page that ends with the last call offers no next page", async () => {
  const workspaceId = newId();
  for (let index = 0; index < 4; index++) await insertEvent({ workspaceId });
  expect((await listCalls(workspaceId, {}, null, 4)).nextCursor).toBeNull();
  expect((await listCalls(workspaceId, {}, null, 3)).nextCursor).not.toBeNull();
});

test("each filter keeps what it names and nothing else", async () => {
  const workspaceId = newId();
  const otherKey = newId();
  const early = await insertEvent({ workspaceId, id: idAt(new Date("2026-11-01T00:00:00Z")) });
  const stream = await insertEvent({ workspaceId, isStream: true });
  const released = await insertEvent({ workspaceId, outcome: "released" });
  const keyed = await insertEvent({ workspaceId, keyId: otherKey });
  const modelled = await insertEvent({ workspaceId, modelId: "claude-test-2" });
  const found = (filters: CallFilters) => allPages(workspaceId, filters, 2);
  expect(await found({ isStream: true })).toEqual([stream]);
  expect(await found({ outcome: "released" })).toEqual([released]);
  expect(await found({ keyId: otherKey })).toEqual([keyed]);
  expect(await found({ modelId: "claude-test-2" })).toEqual([modelled]);
  expect(await found({ to: new Date("2026-11-02T00:00:00Z") })).toEqual([early]);
  expect(await found({ from: new Date("2026-11-02T00:00:00Z") })).toHaveLength(4);
  expect(await found({ outcome: "settled", isStream: true, keyId: otherKey })).toEqual([]);
});

test("another workspace's calls are never listed, not even with a cursor of theirs", async () => {
  const [mine, theirs] = [newId(), newId()];
  const old = await insertEvent({ workspaceId: mine, id: idAt(new Date("2026-11-01T00:00:00Z")) });
  const foreign = await insertEvent({ workspaceId: theirs });
  expect((await listCalls(mine, {}, cursorOfId(foreign), 10)).calls.map((call) => call.id)).toEqual([old]);
});

test("another workspace's call and one that does not exist are the same not_found", async () => {
  const foreign = await insertEvent({ workspaceId: newId() });
  const refusals = await Promise.all([foreign, newId(), "nonsense", "'; DROP"].map((id) => readCall(newId(), id).catch((error) => error)));
  expect(refusals.map((error) => error.code)).toEqual(Array(4).fill("not_found"));
  expect(new Set(refusals.map((error) => error.message)).size).toBe(1);
});

test("a call that was settled after its hold had expired is one call, with the money of both its events", async () => {
  const workspaceId = newId();
  const partial = await insertEvent({ workspaceId, outcome: "settled_partial", chargeNano: 40n });
  await insertEvent({
    workspaceId,
    id: partial,
    isLate: true,
    outcome: "settled_late",
    tokens: { input: 9 },
    chargeNano: 50n,
    absorbedNano: 10n,
  });
  const expired = await insertEvent({ workspaceId, outcome: "expired" });
  const merged = { outcome: "settled_late", priceNano: 100n, chargeNano: 90n, absorbedNano: 10n, isUsageReported: true };
  expect(await readCall(workspaceId, partial)).toMatchObject(merged);
  expect(await allPages(workspaceId, {}, 1)).toEqual([partial, expired].sort().reverse());
  expect(await allPages(workspaceId, { outcome: "settled_late" }, 1)).toEqual([partial]);
  expect(await allPages(workspaceId, { outcome: "settled_partial" }, 1)).toEqual([]);
  expect(await allPages(workspaceId, { outcome: "expired" }, 1)).toEqual([expired]);
});

test("a call is read back as it was written", async () => {
  const workspaceId = newId();
  const id = await insertEvent({
    workspaceId,
    tokens: { input: 3, cacheRead: 7, output: 2 },
    modifiers: ["fast"],
    chargeNano: 10n,
    absorbedNano: 2n,
  });
  const call = await readCall(workspaceId, id);
  expect(call).toMatchObject({ id, chargeNano: 10n, absorbedNano: 2n, priceNano: 12n, isUsageReported: true });
  expect(call.usage).toMatchObject({
    tokens: { input: 3, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 7, output: 2 },
    modifiers: ["fast"],
  });
});

test("a call without any reported token says so", async () => {
  const workspaceId = newId();
  const id = await insertEvent({ workspaceId, outcome: "released" });
  expect((await readCall(workspaceId, id)).isUsageReported).toBe(false);
});

test("a cursor reads back, and a made-up one is refused by name", () => {
  const id = newId();
  expect(idOfCursor(cursorOfId(id))).toBe(id);
  expect(() => idOfCursor("1 OR 1=1")).toThrowError(expect.objectContaining({ code: "invalid_request", param: "cursor" }));
});

test("filters find every call once however few are looked through at once, and a page may then be empty and have a next one", async () => {
  const workspaceId = newId();
  const rare: string[] = [];
  for (let n = 0; n < 30; n++) {
    const id = idAt(new Date(Date.UTC(2026, 10, 1) + n * 1000));
    await insertEvent({ workspaceId, id, isStream: n % 13 === 0 });
    if (n % 13 === 0) rare.unshift(id);
  }
  for (const lookedThrough of [1, 2, 3, 7, 29, 30, 31]) {
    expect(await allPages(workspaceId, { isStream: true }, 2, undefined, lookedThrough)).toEqual(rare);
    expect(await allPages(workspaceId, { keyId: newId() }, 2, undefined, lookedThrough)).toEqual([]);
    const from = new Date(Date.UTC(2026, 10, 1) + 10_000);
    expect(await allPages(workspaceId, { isStream: true, from }, 1, undefined, lookedThrough)).toEqual(rare.slice(0, 2));
  }
  const first = await listCalls(workspaceId, { isStream: true, to: new Date(Date.UTC(2026, 10, 1) + 12_000) }, null, 2, 5);
  expect(first).toMatchObject({ calls: [], nextCursor: expect.any(String) });
});

test("a filter that keeps nothing looks through no more of the calls than it says", async () => {
  const workspaceId = newId();
  await asOwner(
    `INSERT INTO usage_event (id, workspace_id, created_at, key_id, model_id, price_version, outcome, endpoint, is_stream, http_status,
       input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, web_searches, modifiers,
       is_estimated, hold_nano, price_nano, charge_nano, absorbed_nano, total_ms, is_late)
     SELECT gen_random_uuid(), $1, timestamptz '2026-11-01' + n * interval '1 second', $1, 'claude-opus-5', 1, 'released', 'messages', false, 200,
       1, 0, 0, 0, 1, 0, '{}', false, 0, 0, 0, 0, 1, false FROM generate_series(1, 5000) AS n`,
    [workspaceId],
  );
  await asOwner("ANALYZE usage_event");
  const looked = async () => {
    await postgres().query("SELECT pg_stat_force_next_flush()");
    const { rows } = await postgres().query<{ read: bigint }>(
      "SELECT coalesce(sum(idx_tup_fetch + seq_tup_read), 0)::bigint AS read FROM pg_stat_user_tables WHERE relname LIKE 'usage_event%'",
    );
    return Number(rows[0]?.read);
  };
  await postgres().query("SELECT pg_stat_force_next_flush()");
  const before = await looked();
  expect((await listCalls(workspaceId, { isStream: true }, null, 20, 500)).nextCursor).not.toBeNull();
  const read = (await looked()) - before;
  expect([read > 450, read < 2_500]).toEqual([true, true]);
});
