import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { asOwner } from "@/lib/testing/owner";
import type { CallFilters } from "@/lib/usage/call-filters";
import { type CallPage, listCalls, listCallsBefore } from "@/lib/usage/list-calls";
import { readNeighbours } from "@/lib/usage/read-neighbours";
import { idAt, insertEvent } from "@/lib/usage/testing/usage-events";

const START_MS = Date.UTC(2026, 10, 1);

/** Calls a second apart, the oldest first. */
async function callsOf(workspaceId: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++)
    ids.push(await insertEvent({ workspaceId, id: idAt(new Date(START_MS + n * 1000)), isStream: n % 3 === 0 }));
  return ids;
}

const idsOf = ({ calls }: CallPage) => calls.map((call) => call.id);

test("pages from the last one back to the first show every call once, each page with the newest first", async () => {
  const workspaceId = newId();
  const ids = await callsOf(workspaceId, 23);
  for (const filters of [{}, { isStream: true }] satisfies CallFilters[]) {
    const expected = "isStream" in filters ? ids.filter((_, n) => n % 3 === 0) : ids;
    for (const lookedThrough of [4, 1000]) {
      const seen: string[] = [];
      let page = await listCallsBefore(workspaceId, filters, null, 5, lookedThrough);
      expect(page.nextCursor).toBeNull();
      for (let pages = 0; ; pages++) {
        expect(pages).toBeLessThan(30);
        seen.unshift(...idsOf(page));
        if (page.previousCursor === null) break;
        page = await listCallsBefore(workspaceId, filters, page.previousCursor, 5, lookedThrough);
      }
      expect(seen).toEqual([...expected].reverse());
    }
  }
});

test("back from a page is the page before it, and forward again is the same page", async () => {
  const workspaceId = newId();
  await callsOf(workspaceId, 12);
  const first = await listCalls(workspaceId, {}, null, 4);
  expect(first.previousCursor).toBeNull();
  const second = await listCalls(workspaceId, {}, first.nextCursor, 4);
  const back = await listCallsBefore(workspaceId, {}, second.previousCursor, 4);
  expect(idsOf(back)).toEqual(idsOf(first));
  expect(back.previousCursor).toBeNull();
  expect(idsOf(await listCalls(workspaceId, {}, back.nextCursor, 4))).toEqual(idsOf(second));
});

test("a call is found by its id, by its request id, by the first digits of either, and by the upstream's request id", async () => {
  const workspaceId = newId();
  const [first = "", second = ""] = await callsOf(workspaceId, 2);
  const other = await insertEvent({ workspaceId, id: idAt(new Date(START_MS + 3_600_000)) });
  await insertEvent({ workspaceId: newId(), id: idAt(new Date(START_MS)) });
  await asOwner("UPDATE usage_event SET upstream_request_id = 'req_011CTest' WHERE id = $1", [other]);
  const found = async (id: string) => idsOf(await listCalls(workspaceId, { id }, null, 10));
  expect(await found(first)).toEqual([first]);
  expect(await found(` req_${second.toUpperCase()} `.replace("REQ_", "req_"))).toEqual([second]);
  expect(await found(first.slice(0, 8))).toEqual([second, first]);
  expect(await found(`req_${first.slice(0, 20)}`)).toEqual([first]);
  expect(await found("req_011CTest")).toEqual([other]);
  expect(await found(newId())).toEqual([]);
  expect(await found("ffffffff")).toEqual([]);
  expect(await found("%' OR true --")).toEqual([]);
  expect(idsOf(await listCallsBefore(workspaceId, { id: first.slice(0, 8) }, null, 1))).toEqual([first]);
});

test("a call's neighbours are those of the list, and none beyond its ends", async () => {
  const workspaceId = newId();
  const ids = await callsOf(workspaceId, 3);
  await insertEvent({ workspaceId, id: ids[1], isLate: true, outcome: "settled_late" });
  await insertEvent({ workspaceId: newId(), id: idAt(new Date(START_MS + 500)) });
  const [oldest, middle, newest] = ids as [string, string, string];
  expect(await readNeighbours(workspaceId, oldest)).toEqual({ newer: middle, older: null });
  expect(await readNeighbours(workspaceId, middle)).toEqual({ newer: newest, older: oldest });
  expect(await readNeighbours(workspaceId, newest)).toEqual({ newer: null, older: middle });
  expect(await readNeighbours(newId(), middle)).toEqual({ newer: null, older: null });
});
