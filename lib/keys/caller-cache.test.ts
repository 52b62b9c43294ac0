import { expect, test } from "vitest";
import { type Caller, CallerCache } from "@/lib/keys/caller-cache";

const START = Date.parse("2026-11-21T12:00:00Z");
const HMAC = Buffer.from("aa", "hex");

function caller(keyId: string): Caller {
  return { keyId, workspaceId: "workspace", keyName: "Test", prefix: "sk-relais-", lastFour: "0000", limits: null };
}

test("an answer is kept for thirty seconds, one about a stranger too", () => {
  const cache = new CallerCache();
  cache.set("known", { caller: caller("one"), hmacs: [HMAC] }, START);
  cache.set("stranger", { caller: null, hmacs: [] }, START);
  expect([cache.get("known", START + 29_999)?.keyId, cache.get("stranger", START + 29_999)]).toEqual(["one", null]);
  expect([cache.get("known", START + 30_000), cache.get("stranger", START + 30_000)]).toEqual([undefined, undefined]);
});

test("a secret that stops working earlier is kept no longer than it works", () => {
  const cache = new CallerCache();
  cache.set("retiring", { caller: caller("one"), hmacs: [HMAC], worksMs: 1_000 }, START);
  cache.set("working", { caller: caller("two"), hmacs: [HMAC], worksMs: 90_000 }, START);
  expect(cache.get("retiring", START + 999)?.keyId).toBe("one");
  expect(cache.get("retiring", START + 1_000)).toBeUndefined();
  expect(cache.get("working", START + 30_000)).toBeUndefined();
});

test("a flood of invented secrets pushes no real key out, and neither list outgrows its bound", () => {
  const cache = new CallerCache(3, 5);
  for (let n = 0; n < 3; n++) cache.set(`key ${n}`, { caller: caller(`${n}`), hmacs: [Buffer.from([n])] }, START);
  for (let n = 0; n < 1_000; n++) cache.set(`invented ${n}`, { caller: null, hmacs: [] }, START);
  expect([0, 1, 2].map((n) => cache.get(`key ${n}`, START)?.keyId)).toEqual(["0", "1", "2"]);
  expect(cache.size).toBe(8);
  cache.set("key 3", { caller: caller("3"), hmacs: [Buffer.from([3])] }, START);
  expect([cache.get("key 0", START), cache.get("key 3", START)?.keyId]).toEqual([undefined, "3"]);
  expect((cache as unknown as { digestOfHmac: Map<string, string> }).digestOfHmac.size).toBe(3);
});

test("the entry of an HMAC is dropped, and the generation shows it to a read in progress", () => {
  const cache = new CallerCache();
  cache.set("one", { caller: caller("one"), hmacs: [HMAC] }, START);
  const { generation } = cache;
  cache.drop(HMAC.toString("hex"));
  expect(cache.get("one", START)).toBeUndefined();
  expect(cache.generation).toBeGreaterThan(generation);
});
