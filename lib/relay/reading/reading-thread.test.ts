import { deflateSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { ReadingBudget } from "@/lib/relay/reading/reading-budget";
import type { ReadingJob } from "@/lib/relay/reading/reading-job";
import { ReadingThread } from "@/lib/relay/reading/reading-thread";

const MB = 1024 * 1024;
const bytes = (body: Uint8Array, encoding: string | null = "gzip"): ReadingJob<"bytes"> => ({
  kind: "bytes",
  body,
  encoding,
  mostBytes: 32 * MB,
});
const count = (text: string): ReadingJob<"count"> => ({ kind: "count", body: Buffer.from(text), encoding: null, mostBytes: 32 * MB });

test("a body comes back without its encoding, and a refusal as it was thrown there", async () => {
  const thread = new ReadingThread();
  const { body } = await thread.read<"bytes">("w", bytes(gzipSync("hello")));
  expect(Buffer.from(body).toString()).toBe("hello");
  await expect(thread.read<"bytes">("w", bytes(Buffer.from("no gzip")))).rejects.toMatchObject({ code: "invalid_request" });
  await expect(thread.read<"bytes">("w", bytes(gzipSync(Buffer.alloc(33 * MB))))).rejects.toMatchObject({ code: "request_too_large" });
  await expect(thread.read<"count">("w", count('{"model":""}'))).rejects.toMatchObject({ code: "invalid_request", param: "model" });
  expect(await thread.read<"count">("w", count('{"model":"m"}'))).toMatchObject({ modelId: "m" });
});

test("workspaces are read in turn: who sends many waits for himself", async () => {
  const thread = new ReadingThread();
  const order: string[] = [];
  const job = (of: string) => thread.read<"bytes">(of, bytes(deflateSync("x"), "deflate")).then(() => order.push(of));
  await Promise.all([...Array.from({ length: 6 }, () => job("many")), job("one"), job("two")]);
  expect(order).toEqual(["many", "many", "one", "two", "many", "many", "many", "many"]);
});

test("a body that takes too long costs its own call alone, and the next one is read", async () => {
  const limits = { longestMs: 1 };
  const thread = new ReadingThread(limits);
  const long = thread.read<"bytes">("w", bytes(gzipSync(Buffer.alloc(30 * MB))));
  await expect(long).rejects.toMatchObject({ code: "invalid_request", message: expect.stringContaining("too much time or memory") });
  limits.longestMs = 30_000;
  expect(await thread.read<"count">("w", count('{"model":"m"}'))).toMatchObject({ modelId: "m" });
});

test("more than can wait are refused at once, and may be sent again", async () => {
  const thread = new ReadingThread();
  const all = Array.from({ length: 300 }, () => thread.read<"count">("w", count('{"model":"m"}')).catch((error) => error.code));
  expect(new Set((await Promise.all(all)).filter((each) => typeof each === "string"))).toEqual(new Set(["upstream_unavailable"]));
});

test("the bytes that wait have a bound, a workspace its share of it, and both are given back", async () => {
  const budget = new ReadingBudget(100, 60);
  let finish = () => {};
  const held = budget.during("a", 50, () => new Promise<void>((resolve) => (finish = resolve)));
  await expect(budget.during("a", 20, async () => 1)).rejects.toMatchObject({ code: "upstream_unavailable", retryAfterSeconds: 1 });
  expect(await budget.during("b", 50, async () => 2)).toBe(2);
  await expect(budget.during("b", 51, async () => 3)).rejects.toMatchObject({ code: "upstream_unavailable" });
  finish();
  await held;
  expect(await budget.during("a", 60, async () => 4)).toBe(4);
  await expect(budget.during("a", 10, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await budget.during("a", 60, async () => 5)).toBe(5);
});
