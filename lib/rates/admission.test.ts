import { describe, expect, test } from "vitest";
import type { RateLimits } from "@/lib/basics/rate-limits";
import { type Admission, type Admitted, Gate } from "@/lib/rates/admission";

const NONE: RateLimits = { requestsPerMinute: null, tokensPerMinute: null, concurrentCalls: null };
/** A full minute of the clock. */
const START = Date.parse("2026-11-21T12:00:00Z");
const SECOND = 1_000;

/** One workspace with its own gate. */
function caller(workspace: Partial<RateLimits>, key: Partial<RateLimits> | null = null) {
  const gate = new Gate();
  let calls = 0;
  return (atMs: number, keyId = "key", promptTokens = 0) => {
    const request = {
      callId: `${++calls}`,
      workspaceId: "workspace",
      keyId,
      workspace: { ...NONE, ...workspace },
      key: key && { ...NONE, ...key },
      promptTokens,
    };
    return gate.admit(request, atMs) as Admitted;
  };
}

function admitted(answer: Admitted): Admission {
  if (answer.kind === "refused") throw new Error(JSON.stringify(answer.refusal));
  return answer.admission;
}

const kinds = (answers: Admitted[]) => answers.map((answer) => (answer.kind === "refused" ? answer.refusal.of : "in"));
const times = <T>(count: number, run: () => T) => Array.from({ length: count }, run);

describe("requests a minute", () => {
  test("as many are admitted as the limit allows, and the views show it", () => {
    const call = caller({ requestsPerMinute: 3 });
    const remaining = times(3, () => admitted(call(START)).views.requests?.remaining);
    expect(remaining).toEqual([2, 1, 0]);
  });

  test("the next is refused with its wait, and does not count", () => {
    const call = caller({ requestsPerMinute: 3 });
    times(3, () => call(START + 15 * SECOND));
    const refused = times(50, () => call(START + 15 * SECOND));
    // 45 seconds of this minute, then a third of the next, until one of the three has left the window.
    expect(refused[49]).toEqual({
      kind: "refused",
      refusal: { of: "requests", limit: 3, retryAfterSeconds: 60 },
      views: { requests: { limit: 3, remaining: 0, resetAtMs: START + 120 * SECOND }, tokens: null },
    });
    expect(kinds([call(START + 120 * SECOND)])).toEqual(["in"]);
  });

  test.each([0, 30, 60])(
    "a caller refused at second %d who waits for that time is admitted at the first moment there is room",
    (second) => {
      const call = caller({ requestsPerMinute: 10 });
      times(10, () => call(START));
      let atMs = START + second * SECOND;
      for (let answer = call(atMs); answer.kind === "refused"; answer = call(atMs)) {
        expect(answer.refusal.retryAfterSeconds).toBeLessThanOrEqual(60);
        atMs += answer.refusal.retryAfterSeconds * SECOND;
      }
      expect(atMs).toBe(START + 66 * SECOND);
    },
  );

  test("around the full minute there is no burst of twice the limit", () => {
    const call = caller({ requestsPerMinute: 100 });
    const before = kinds(times(100, () => call(START + 59 * SECOND)));
    const after = kinds(times(100, () => call(START + 61 * SECOND)));
    expect(before.filter((kind) => kind === "in")).toHaveLength(100);
    expect(after.filter((kind) => kind === "in")).toHaveLength(1);
  });

  test("two minutes later all is forgotten", () => {
    const call = caller({ requestsPerMinute: 5 });
    times(5, () => call(START));
    expect(kinds(times(6, () => call(START + 120 * SECOND)))).toEqual([...Array(5).fill("in"), "requests"]);
  });
});

describe("tokens a minute", () => {
  test("calls go on while any are left, and what they used counts when they end", () => {
    const call = caller({ tokensPerMinute: 1_000 });
    const open = times(3, () => admitted(call(START)));
    for (const each of open) each.finish(400, START + SECOND);
    const answer = call(START + 2 * SECOND);
    expect(answer).toMatchObject({ kind: "refused", refusal: { of: "tokens", limit: 1_000 }, views: { tokens: { remaining: 0 } } });
    expect(kinds([call(START + 120 * SECOND)])).toEqual(["in"]);
  });

  test("a call that ends twice counts once", () => {
    const call = caller({ tokensPerMinute: 1_000 });
    const one = admitted(call(START));
    times(5, () => one.finish(400, START));
    expect(admitted(call(START)).views.tokens?.remaining).toBe(600);
  });

  test("prompts of calls at once share what is left, and give it back when they end", () => {
    for (const [promptTokens, most] of [
      [200_000, 1],
      [10_000, 4],
    ] as const) {
      const call = caller({ tokensPerMinute: 40_000 });
      for (let round = 0; round < 3; round++) {
        const answers = times(50, () => call(START, "key", promptTokens));
        expect(kinds(answers)).toEqual([...Array(most).fill("in"), ...Array(50 - most).fill("tokens")]);
        for (const each of answers.slice(0, most)) times(2, () => admitted(each).finish(0, START));
      }
      expect(admitted(call(START)).views.tokens?.remaining).toBe(40_000);
    }
  });

  test("what is reserved for one key's call counts for its workspace, and for no other key", () => {
    const call = caller({ tokensPerMinute: 3_000 }, { tokensPerMinute: 1_000 });
    const answers = ["one", "one", "two", "two", "three", "three", "four"].map((keyId) => call(START, keyId, 1_000));
    expect(kinds(answers)).toEqual(["in", "tokens", "in", "tokens", "in", "tokens", "tokens"]);
  });

  test("a reservation is given back to its own minute, and to none that is forgotten", () => {
    const call = caller({ tokensPerMinute: 40_000 });
    const [first, second, third] = times(3, () => admitted(call(START, "key", 10_000)));
    const left = (atMs: number) => admitted(call(atMs)).views.tokens?.remaining;
    expect(left(START)).toBe(10_000);
    first?.finish(1_000, START);
    expect(left(START)).toBe(19_000);
    second?.finish(1_000, START + 60 * SECOND);
    expect(left(START + 60 * SECOND)).toBe(28_000);
    third?.finish(1_000, START + 180 * SECOND);
    expect(left(START + 180 * SECOND)).toBe(39_000);
  });

  test("a prompt longer than the limit is let in while any tokens are left", () => {
    const call = caller({ tokensPerMinute: 1_000 });
    admitted(call(START)).finish(999, START);
    admitted(call(START, "key", 200_000)).finish(0, START);
    admitted(call(START, "key", 200_000)).finish(1, START);
    expect(kinds([call(START, "key", 200_000)])).toEqual(["tokens"]);
  });

  test("one call far beyond the limit locks nobody out for more than two minutes", () => {
    const call = caller({ tokensPerMinute: 1_000 });
    admitted(call(START)).finish(1_000_000, START + 59 * SECOND);
    expect(kinds([call(START + 118 * SECOND), call(START + 120 * SECOND)])).toEqual(["tokens", "in"]);
  });
});

describe("calls at once", () => {
  test("are let in up to the limit, and one more whenever one ends", () => {
    const call = caller({ concurrentCalls: 2 });
    const [first] = times(2, () => admitted(call(START)));
    expect(call(START)).toMatchObject({ kind: "refused", refusal: { of: "concurrency", limit: 2, retryAfterSeconds: 1 } });
    first?.finish(0, START);
    first?.finish(0, START);
    expect(kinds([call(START), call(START)])).toEqual(["in", "concurrency"]);
  });

  test("that run for hours still count", () => {
    const call = caller({ concurrentCalls: 1 });
    const one = admitted(call(START));
    expect(kinds([call(START + 3_600 * SECOND)])).toEqual(["concurrency"]);
    one.finish(0, START + 7_200 * SECOND);
    expect(kinds([call(START + 7_200 * SECOND)])).toEqual(["in"]);
  });
});

test("a reservation that is older than two minutes is given back to no other minute", () => {
  const call = caller({ tokensPerMinute: 1_000 });
  const long = admitted(call(START, "key", 500));
  admitted(call(START + 60 * SECOND)).finish(400, START + 60 * SECOND);
  long.finish(0, START + 120 * SECOND);
  expect(admitted(call(START + 120 * SECOND)).views.tokens).toMatchObject({ remaining: 600 });
});

test("a question about a refusal counts nothing, and names the tighter limit", () => {
  const gate = new Gate();
  const [workspace, key] = [
    { ...NONE, requestsPerMinute: 2 },
    { ...NONE, concurrentCalls: 1 },
  ];
  const asking = { workspaceId: "workspace", keyId: "key", workspace, key };
  for (let n = 0; n < 5; n++) expect(gate.refusalNow(asking, START)).toBeNull();
  admitted(gate.admit({ callId: "1", ...asking }, START) as Admitted);
  for (let n = 0; n < 5; n++) {
    expect(gate.refusalNow(asking, START)).toMatchObject({
      refusal: { of: "concurrency" },
      views: { requests: { limit: 2, remaining: 0 } },
    });
  }
  expect(gate.refusalNow({ ...asking, key: null }, START)).toBeNull();
  admitted(gate.admit({ callId: "2", ...asking, key: null }, START) as Admitted);
  expect(gate.refusalNow({ ...asking, key: null }, START)).toMatchObject({ refusal: { of: "requests" } });
});

describe("a key with limits of its own", () => {
  test("is held to them, and sees the tighter ones", () => {
    const call = caller({ requestsPerMinute: 10 }, { requestsPerMinute: 2 });
    expect(admitted(call(START)).views.requests).toMatchObject({ limit: 2, remaining: 1 });
    expect(kinds(times(2, () => call(START)))).toEqual(["in", "requests"]);
    expect(kinds(times(2, () => call(START, "another")))).toEqual(["in", "in"]);
  });

  test("runs as many calls at once as it may, and one more whenever one ends", () => {
    const call = caller({}, { concurrentCalls: 1 });
    const one = admitted(call(START));
    expect(kinds(times(2, () => call(START)))).toEqual(["concurrency", "concurrency"]);
    one.finish(0, START);
    expect(kinds(times(2, () => call(START)))).toEqual(["in", "concurrency"]);
  });

  test("keeps what a call would have taken that its workspace refuses", () => {
    const call = caller({ concurrentCalls: 1 }, { requestsPerMinute: 2 });
    const one = admitted(call(START));
    times(5, () => call(START));
    one.finish(0, START);
    expect(kinds([call(START)])).toEqual(["in"]);
  });

  test("gets no more than its workspace, and a call that one limit refuses does not count for the other", () => {
    const call = caller({ requestsPerMinute: 3 }, { requestsPerMinute: 2 });
    times(20, () => call(START));
    expect(kinds(times(2, () => call(START, "another")))).toEqual(["in", "requests"]);
    expect(admitted(call(START + 120 * SECOND)).views.requests).toMatchObject({ limit: 2, remaining: 1 });
  });
});
