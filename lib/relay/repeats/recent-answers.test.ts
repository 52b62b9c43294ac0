import { expect, test } from "vitest";
import { idempotencyMark } from "@/lib/idempotency/idempotency-mark";
import type { Call } from "@/lib/relay/call/call";
import { RecentAnswers, type StoredReply } from "@/lib/relay/repeats/recent-answers";

const NOW = Date.now();
const call = (key: string, body = "hello") =>
  ({ caller: { workspaceId: "w" }, idempotency: idempotencyMark(key, "messages", Buffer.from(body)) }) as Call;
const reply = (bytes: number) => ({ status: 200, headers: {}, body: Buffer.alloc(bytes) });

test("an answer is kept for ten minutes, and only for the same request", () => {
  const answers = new RecentAnswers();
  answers.store(call("a"), reply(5), NOW);
  expect(answers.find(call("a"), NOW + 599_999)).toEqual(reply(5));
  expect(answers.find(call("a", "another"), NOW)).toBeUndefined();
  expect(answers.find(call("b"), NOW)).toBeUndefined();
  expect(answers.find(call("a"), NOW + 600_000)).toBeUndefined();
});

test("the oldest answers go when the memory is full, and one that is too long is never kept", () => {
  const answers = new RecentAnswers(2_300);
  for (const key of ["a", "b", "c"]) answers.store(call(key), reply(40), NOW);
  expect(["a", "b", "c"].map((key) => answers.find(call(key), NOW) !== undefined)).toEqual([false, true, true]);
  for (let n = 0; n < 50; n++) answers.store(call("c"), reply(40), NOW);
  expect(["b", "c"].map((key) => answers.find(call(key), NOW) !== undefined)).toEqual([true, true]);
  // A call that still runs does not keep the others from being dropped.
  answers.join(call("running"), new Promise(() => undefined));
  answers.store(call("d"), reply(40), NOW);
  expect(["b", "c", "d"].map((key) => answers.find(call(key), NOW) !== undefined)).toEqual([false, true, true]);
  answers.store(call("long"), reply(2 * 1024 * 1024 + 1), NOW);
  expect(answers.find(call("long"), NOW)).toBeUndefined();
});

test("a repeat that waits for a call that fails or was free is made, and the next repeat may join it", async () => {
  const answers = new RecentAnswers();
  for (const outcome of [Promise.reject(new Error("refused")), Promise.resolve(null)]) {
    answers.join(call("a"), outcome);
    expect(await answers.find(call("a"), NOW)).toBeNull();
    expect(answers.find(call("a"), NOW)).toBeUndefined();
  }
  answers.join(call("a"), Promise.resolve(reply(3) as StoredReply));
  expect(await answers.find(call("a"), NOW)).toEqual(reply(3));
  expect(answers.find(call("a"), NOW)).toEqual(reply(3));
});
