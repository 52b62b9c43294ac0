import { expect, test } from "vitest";
import { Cooldown, type Failure, type FailureKind } from "@/lib/upstreams/pool/cooldown";

const failure = (kind: FailureKind, retryAfterSeconds: number | null = null): Failure => ({
  kind,
  label: kind,
  message: "",
  retryAfterSeconds,
  isModelBound: false,
});

function cooled(kind: FailureKind, times: number, retryAfterSeconds: number | null = null): { waitMs: number; cooldown: Cooldown } {
  const cooldown = new Cooldown();
  let nowMs = 1_000_000;
  for (let n = 0; n < times; n += 1) {
    nowMs = Math.max(nowMs, cooldown.untilMs);
    cooldown.fail(failure(kind, retryAfterSeconds), nowMs);
  }
  return { waitMs: cooldown.waitMs(nowMs), cooldown };
}

test.each<[FailureKind, times: number, retryAfter: number | null, waitMs: number]>([
  ["limit", 1, 7, 7_000],
  ["limit", 1, null, 10_000],
  ["limit", 1, 90_000, 3_600_000],
  ["overload", 1, null, 5_000],
  ["overload", 3, null, 20_000],
  ["overload", 30, null, 60_000],
  ["failure", 1, null, 0],
  ["failure", 2, null, 0],
  ["failure", 3, null, 5_000],
  ["timeout", 2, null, 15_000],
  ["connection", 2, null, 5_000],
  ["quota", 1, null, 900_000],
  ["credentials", 1, null, 3_600_000],
])("after %s, %i in a row and retry-after %s, an account is left alone for %i ms", (kind, times, retryAfter, waitMs) => {
  expect(cooled(kind, times, retryAfter).waitMs).toBe(waitMs);
});

test("after a cooldown one call is the trial, and the others wait for its result", () => {
  const { cooldown } = cooled("overload", 1);
  const after = cooldown.untilMs;
  expect(cooldown.waitMs(after)).toBe(0);
  cooldown.enter(after);
  expect(cooldown.waitMs(after)).toBeGreaterThan(0);
  cooldown.succeed(after + 1);
  expect(cooldown.waitMs(after + 1)).toBe(0);
});

test("a trial that fails doubles the wait, one that succeeds clears all failures", () => {
  const { cooldown } = cooled("overload", 1);
  const after = cooldown.untilMs;
  cooldown.enter(after);
  cooldown.fail(failure("overload"), after);
  expect(cooldown.waitMs(after)).toBe(10_000);
  cooldown.enter(after + 10_000);
  cooldown.succeed(after + 10_000);
  cooldown.fail(failure("overload"), after + 10_001);
  expect(cooldown.waitMs(after + 10_001)).toBe(5_000);
});

test("a trial's stream that begins lets the others in, and its end decides the next wait", () => {
  const { cooldown } = cooled("overload", 1);
  const after = cooldown.untilMs;
  cooldown.enter(after);
  cooldown.begin(after);
  expect(cooldown.waitMs(after)).toBe(0);
  cooldown.fail(failure("overload"), after);
  expect(cooldown.waitMs(after)).toBe(10_000);
  cooldown.begin(after + 9_999);
  expect(cooldown.waitMs(after + 9_999)).toBe(1);
  cooldown.begin(after + 10_000);
  cooldown.succeed(after + 10_001);
  cooldown.fail(failure("overload"), after + 10_002);
  expect(cooldown.waitMs(after + 10_002)).toBe(5_000);
});

test("a trial that never ends does not block the upstream account for ever", () => {
  const { cooldown } = cooled("overload", 1);
  cooldown.enter(cooldown.untilMs);
  expect(cooldown.waitMs(cooldown.untilMs + 30_000)).toBe(0);
});

test("answers to calls from before the cooldown neither end it nor lengthen it, except for a later retry-after", () => {
  const cooldown = new Cooldown();
  cooldown.fail(failure("limit", 5), 0);
  cooldown.succeed(100);
  expect(cooldown.waitMs(100)).toBe(4_900);
  cooldown.fail(failure("overload"), 200);
  expect(cooldown.waitMs(200)).toBe(4_800);
  cooldown.fail(failure("limit", 20), 300);
  expect(cooldown.waitMs(300)).toBe(20_000);
});
