import { describe, expect, test } from "vitest";
import { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import {
  ASKED,
  cut,
  deltaEvent,
  GOLDEN_STREAM,
  GOLDEN_TOKENS,
  metered,
  STOP_EVENT,
  sse,
  startEvent,
  textEvent,
} from "@/lib/wire/testing/streams";

const START = { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 3 };

test("the golden stream, cut at every byte, gives its usage exactly", () => {
  for (let place = 0; place <= GOLDEN_STREAM.length; place++) {
    const meter = new UsageMeter(ASKED);
    for (const chunk of cut(GOLDEN_STREAM, place)) meter.push(chunk);
    expect(meter.measured()).toEqual({
      usage: { tokens: GOLDEN_TOKENS, thinkingTokens: null, webSearches: 0, modifiers: [], isEstimated: false },
      flags: [],
      ownSamplings: null,
      otherModels: [],
      answeredBy: "claude-sonnet-4-6",
      unbilledReason: null,
    });
    expect(meter).toMatchObject({ state: "complete", messageId: "msg_01G1", model: "claude-sonnet-4-6", stopReason: "tool_use" });
  }
});

test("the golden stream byte by byte, with either line end, gives its usage exactly", () => {
  for (const text of [GOLDEN_STREAM.toString(), GOLDEN_STREAM.toString().replaceAll("\n", "\r\n")]) {
    const meter = new UsageMeter(ASKED);
    for (const byte of Buffer.from(text)) meter.push(Buffer.of(byte));
    expect(meter.measured().usage.tokens).toEqual(GOLDEN_TOKENS);
    expect(meter.state).toBe("complete");
  }
});

describe("figures of message_delta", () => {
  test("replace what the start said and are not added up", () => {
    const last = { input_tokens: 500, cache_creation_input_tokens: 700, cache_read_input_tokens: 300, output_tokens: 90 };
    const meter = metered(
      sse(
        startEvent(START),
        deltaEvent({ output_tokens: 20 }, null),
        deltaEvent({ ...last, server_tool_use: { web_search_requests: 2 } }),
        STOP_EVENT,
      ),
    );
    expect(meter.measured().usage).toMatchObject({
      tokens: { input: 500, cacheWrite5m: 700, cacheWrite1h: 0, cacheRead: 300, output: 90 },
      webSearches: 2,
    });
  });

  test("count as five-minute writes where they exceed the start's split", () => {
    const split = { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 2000 };
    const start = startEvent({ ...START, cache_creation_input_tokens: 2000, cache_creation: split });
    const meter = metered(sse(start, deltaEvent({ cache_creation_input_tokens: 2600, output_tokens: 5 }), STOP_EVENT));
    expect(meter.measured().usage.tokens).toMatchObject({ cacheWrite1h: 2000, cacheWrite5m: 600 });
  });

  test("that are null leave the start's figures", () => {
    const nulls = { input_tokens: null, cache_creation_input_tokens: null, cache_read_input_tokens: null, output_tokens: 7 };
    const meter = metered(sse(startEvent({ ...START, cache_read_input_tokens: 40 }), deltaEvent(nulls), STOP_EVENT));
    expect(meter.measured().usage).toMatchObject({ tokens: { input: 10, cacheRead: 40, output: 7 }, isEstimated: false });
  });
});

describe("a write without its split", () => {
  const stream = sse(startEvent({ ...START, cache_creation_input_tokens: 400 }), deltaEvent({ output_tokens: 5 }), STOP_EVENT);

  test("is an hour's when every marker of the request was, and flagged", () => {
    const measured = metered(stream, { markers: { count: 2, has5m: false, has1h: true } }).measured();
    expect(measured).toMatchObject({ usage: { tokens: { cacheWrite1h: 400, cacheWrite5m: 0 } }, flags: ["split_assumed"] });
  });

  test("is five minutes' as soon as one marker was", () => {
    const measured = metered(stream, { markers: { count: 2, has5m: true, has1h: true } }).measured();
    expect(measured.usage.tokens).toMatchObject({ cacheWrite1h: 0, cacheWrite5m: 400 });
  });
});

test("modifiers are those of the response", () => {
  const start = startEvent({ ...START, speed: "fast", inference_geo: "us", service_tier: "batch" });
  expect(metered(sse(start)).measured().usage.modifiers).toEqual(["fast", "us_inference", "batch"]);
  expect(metered(sse(startEvent({ ...START, speed: "standard", inference_geo: "global" }))).measured().usage.modifiers).toEqual([]);
});

describe("a refusal", () => {
  test("before any output is not billed", () => {
    const meter = metered(sse(startEvent({ ...START, input_tokens: 4000 }), deltaEvent({ output_tokens: 4 }, "refusal"), STOP_EVENT));
    expect(meter.measured()).toMatchObject({ unbilledReason: "refusal_unbilled", usage: { tokens: { input: 4000 } } });
  });

  test("after output is billed", () => {
    const block = { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } };
    const meter = metered(sse(startEvent(START), block, textEvent("No"), deltaEvent({ output_tokens: 4 }, "refusal"), STOP_EVENT));
    expect(meter.measured().unbilledReason).toBeNull();
  });
});

describe("a stream that breaks off", () => {
  test("before its first text costs nothing", () => {
    expect(metered(sse(startEvent(START))).measured()).toMatchObject({ unbilledReason: "no_output", usage: { tokens: { output: 0 } } });
  });

  test("has the start's input and an output estimated from the bytes, flagged", () => {
    const measured = metered(sse(startEvent(START), textEvent("x".repeat(400)))).measured();
    expect(measured.usage).toMatchObject({ tokens: { input: 10, output: 100 }, isEstimated: true });
    expect(measured.unbilledReason).toBeNull();
  });

  test("is never estimated above max_tokens, nor below what was reported", () => {
    const long = sse(startEvent(START), textEvent("x".repeat(4000)));
    expect(metered(long, { maxTokens: 60 }).measured().usage.tokens.output).toBe(60);
    const reported = sse(startEvent(START), textEvent("abcd"), deltaEvent({ output_tokens: 20 }, null));
    expect(metered(reported).measured().usage.tokens.output).toBe(20);
  });

  test("after a thought that stays hidden is charged what was reported: its signature has come", () => {
    const block = { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } };
    const signature = { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "EqRkCkYI" } };
    expect(metered(sse(startEvent(START), block)).measured().unbilledReason).toBe("no_output");
    expect(metered(sse(startEvent(START), block, signature)).measured()).toMatchObject({
      unbilledReason: null,
      usage: { tokens: { input: 10, output: 0 }, isEstimated: true },
    });
  });

  test("counts no signature as output", () => {
    const signature = { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "x".repeat(4000) } };
    expect(metered(sse(startEvent(START), signature)).measured().usage.tokens.output).toBe(0);
  });

  test("after its final report is exact", () => {
    const measured = metered(sse(startEvent(START), textEvent("abc"), deltaEvent({ output_tokens: 20 }))).measured();
    expect(measured.usage).toMatchObject({ tokens: { output: 20 }, isEstimated: false });
  });

  test("with an error event is errored and keeps the upstream's words", () => {
    const error = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    const meter = metered(sse(startEvent(START), textEvent("abcd"), error));
    expect(meter).toMatchObject({ state: "errored", fault: { type: "overloaded_error", message: "Overloaded" } });
  });
});

test("absurd figures are treated as missing, estimated and flagged", () => {
  for (const absurd of [-1, 1.5, 2 ** 31 + 1, "12", Number.NaN, {}, true]) {
    const usage = { input_tokens: absurd, output_tokens: absurd };
    const measured = metered(sse(startEvent(usage), textEvent("x".repeat(40)), deltaEvent(usage), STOP_EVENT)).measured();
    if (Number.isNaN(absurd)) expect(measured.flags).toEqual(["input_estimated", "output_estimated"]);
    else expect(measured.flags).toContain("count_rejected");
    expect(measured.usage).toMatchObject({ tokens: { input: 100, output: 10 }, isEstimated: true });
  }
});

describe("figures that cannot all be right", () => {
  const stream = (usage: object) => sse(startEvent(usage), textEvent("Hi"), deltaEvent(usage), STOP_EVENT);
  const measured = (usage: object, asked: object = {}) => metered(stream(usage), asked).measured();
  const ROUNDS = { hasServerTools: true };
  const OTHERS = { otherNames: ["claude-opus-5-5"] };

  test("an answer longer than was asked for is estimated from what was written, and flagged", () => {
    const absurd = measured({ input_tokens: 10, output_tokens: 990_000 }, { maxTokens: 100 });
    expect(absurd.usage).toMatchObject({ tokens: { input: 10, output: 1 }, isEstimated: true });
    expect(absurd.flags).toEqual(["count_rejected", "output_estimated"]);
  });

  test("one as long as was asked for, or with the tokens that end a turn, is believed", () => {
    for (const output of [100, 116]) {
      expect(measured({ input_tokens: 10, output_tokens: output }, { maxTokens: 100 })).toMatchObject({
        usage: { tokens: { output }, isEstimated: false },
        flags: [],
      });
    }
    expect(measured({ input_tokens: 10, output_tokens: 117 }, { maxTokens: 100 }).usage.isEstimated).toBe(true);
  });

  test("a prompt that is longer than the context in sum is estimated from the request", () => {
    const halves = { cache_read_input_tokens: 900_000, cache_creation_input_tokens: 900_000, input_tokens: 5, output_tokens: 7 };
    expect(measured(halves)).toMatchObject({
      usage: { tokens: { input: 100, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 7 }, isEstimated: true },
    });
    const split = { ephemeral_5m_input_tokens: 600_000, ephemeral_1h_input_tokens: 600_000 };
    expect(measured({ input_tokens: 5, output_tokens: 7, cache_creation: split }).usage).toMatchObject({ isEstimated: true });
    expect(measured({ ...halves, cache_creation_input_tokens: 99_995 }).usage).toMatchObject({
      tokens: { input: 5, cacheRead: 900_000, cacheWrite5m: 99_995 },
      isEstimated: false,
    });
  });

  test("are accepted where a call has rounds or other models: each of them reads and writes again", () => {
    const usage = { cache_read_input_tokens: 900_000, cache_creation_input_tokens: 900_000, input_tokens: 5, output_tokens: 2_000 };
    expect(measured(usage, ROUNDS).usage.isEstimated).toBe(false);
    expect(measured({ ...usage, iterations: [{ type: "message", ...usage }] }).usage.isEstimated).toBe(false);
    expect(measured(usage, OTHERS).usage.isEstimated).toBe(false);
  });
});

test("a report without usage is estimated, never free and never silent", () => {
  const measured = metered(sse(startEvent(undefined), textEvent("x".repeat(40)), deltaEvent(undefined), STOP_EVENT)).measured();
  expect(measured).toMatchObject({ usage: { tokens: { input: 100, output: 10 }, isEstimated: true }, unbilledReason: null });
});
