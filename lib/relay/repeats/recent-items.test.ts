import { expect, test } from "vitest";
import { RecentItems } from "@/lib/relay/repeats/recent-items";
import { cpuMs } from "@/lib/testing/cpu-time";

const NOW = 1_000_000;
const HALF_AN_HOUR = 30 * 60_000;
const item = (id: string, text = "x") => JSON.stringify({ id, type: "message", text });
const bodyWith = (...ids: string[]) => Buffer.from(JSON.stringify({ input: ids.map((id) => ({ type: "item_reference", id })) }));
const found = (items: RecentItems, workspace: string, ids: string[], nowMs = NOW) => [
  ...(items.namedIn(bodyWith(...ids), workspace, nowMs)?.keys() ?? []),
];

test("items are found by the workspace that was answered, for half an hour since they were last named", () => {
  const items = new RecentItems();
  items.store("one", [item("msg_1_0"), item("rs_1_1")], NOW);
  expect(found(items, "one", ["msg_1_0", "rs_1_1", "msg_2_0"])).toEqual(["msg_1_0", "rs_1_1"]);
  expect(found(items, "two", ["msg_1_0"])).toEqual([]);
  expect(found(items, "one", ["msg_1_0"], NOW + HALF_AN_HOUR - 1)).toEqual(["msg_1_0"]);
  expect(found(items, "one", ["msg_1_0", "rs_1_1"], NOW + HALF_AN_HOUR)).toEqual(["msg_1_0"]);
  expect(items.namedIn(Buffer.from('{"input":"msg_1_0"}'), "one", NOW)).toBeUndefined();
});

test("a reference is found however its members stand", () => {
  const items = new RecentItems();
  items.store("one", [item("fc_1_0")], NOW);
  for (const json of ['[{ "id" : "fc_1_0" , "type":"item_reference" }]', '{"type":\n"item_reference",\n "id":"fc_1_0"}']) {
    expect(items.namedIn(Buffer.from(json), "one", NOW)?.get("fc_1_0")).toBe(item("fc_1_0"));
  }
});

test("a workspace drives out its own oldest items, and no other's", () => {
  const items = new RecentItems({ maxWorkspaceBytes: 3_000 });
  items.store("other", [item("msg_0_0")], NOW);
  for (let n = 1; n <= 3; n++) items.store("one", [item(`msg_${n}_0`, "y".repeat(500))], NOW);
  expect(found(items, "one", ["msg_1_0", "msg_2_0", "msg_3_0"])).toEqual(["msg_2_0", "msg_3_0"]);
  expect(found(items, "other", ["msg_0_0"])).toEqual(["msg_0_0"]);
  items.store("one", [item("msg_4_0", "y".repeat(5_000))], NOW);
  expect(found(items, "one", ["msg_3_0", "msg_4_0"])).toEqual(["msg_3_0"]);
});

test("all of them together stay within their bound: the workspace with the oldest activity goes first", () => {
  const items = new RecentItems({ maxBytes: 4_100 });
  for (const workspace of ["one", "two", "three"]) items.store(workspace, [item(`msg_${workspace}_0`, "y".repeat(500))], NOW);
  expect(found(items, "one", ["msg_one_0"])).toEqual(["msg_one_0"]);
  items.store("four", [item("msg_four_0", "y".repeat(500))], NOW);
  expect(["one", "two", "three", "four"].map((workspace) => found(items, workspace, [`msg_${workspace}_0`]).length)).toEqual([1, 0, 1, 1]);
});

test("what is past its time makes room by itself", () => {
  const items = new RecentItems({ maxBytes: 3_000 });
  items.store("one", [item("msg_1_0", "y".repeat(500))], NOW);
  items.store("two", [item("msg_2_0")], NOW + HALF_AN_HOUR);
  items.store("three", [item("msg_3_0", "y".repeat(900))], NOW + HALF_AN_HOUR);
  expect(found(items, "two", ["msg_2_0"], NOW + HALF_AN_HOUR)).toEqual(["msg_2_0"]);
});

test("a body full of references is read in no time", () => {
  const items = new RecentItems();
  items.store("one", [item("msg_1_0")], NOW);
  const body = Buffer.from(`[${Array.from({ length: 300_000 }, () => '{"type":"item_reference","id":"msg_1_0"}').join(",")}]`);
  expect(cpuMs(() => expect(items.namedIn(body, "one", NOW)?.size).toBe(1))).toBeLessThan(500);
});
