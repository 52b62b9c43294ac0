import { expect, test } from "vitest";
import { deltaEvent, metered, STOP_EVENT, sse, startEvent, textEvent } from "@/lib/wire/testing/streams";

const START = { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 3 };

test("iterations are what is billed, and those of other models are kept apart", () => {
  const iterations = [
    { type: "compaction", input_tokens: 90_000, output_tokens: 1200 },
    { type: "message", input_tokens: 5, output_tokens: 50 },
    { type: "advisor_message", model: "claude-opus-5-5", input_tokens: 70, cache_read_input_tokens: 9, output_tokens: 8 },
  ];
  const { usage, otherModels } = metered(
    sse(startEvent({ ...START, input_tokens: 5 }), deltaEvent({ output_tokens: 50, iterations }), STOP_EVENT),
  ).measured();
  expect(usage.tokens).toMatchObject({ input: 90_005, output: 1250 });
  expect(otherModels).toEqual([
    { model: "claude-opus-5-5", tokens: { input: 70, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 9, output: 8 }, isAdviser: true },
  ]);
});

test("the usage of the called model is also listed for each sampling when there were several", () => {
  const iterations = [
    { type: "message", input_tokens: 60_000, cache_read_input_tokens: 7, output_tokens: 20 },
    { type: "compaction", input_tokens: 70_000, output_tokens: 30 },
  ];
  const { usage, ownSamplings } = metered(sse(startEvent(START), deltaEvent({ output_tokens: 20, iterations }), STOP_EVENT)).measured();
  const none = { cacheWrite5m: 0, cacheWrite1h: 0 };
  expect(ownSamplings).toEqual([
    { ...none, input: 60_000, cacheRead: 7, output: 20 },
    { ...none, input: 70_000, cacheRead: 0, output: 30 },
  ]);
  expect(usage.tokens).toEqual({ ...none, input: 130_000, cacheRead: 7, output: 50 });
});

test("when only some samplings report lifetimes, the rest of the top level's split belongs to the others", () => {
  const split = (five: number, hour: number) => ({ ephemeral_5m_input_tokens: five, ephemeral_1h_input_tokens: hour });
  const iterations = [
    { type: "message", input_tokens: 1, cache_creation_input_tokens: 100, cache_creation: split(100, 0), output_tokens: 1 },
    { type: "message", input_tokens: 1, cache_creation_input_tokens: 300, output_tokens: 1 },
    { type: "message", input_tokens: 1, cache_creation_input_tokens: 500, output_tokens: 1 },
  ];
  const usage = { input_tokens: 3, cache_creation_input_tokens: 900, cache_creation: split(400, 500), output_tokens: 3 };
  const measured = metered(sse(startEvent(usage), deltaEvent({ ...usage, iterations }), STOP_EVENT)).measured();
  expect(measured.flags).toEqual([]);
  expect(measured.usage.tokens).toMatchObject({ cacheWrite5m: 400, cacheWrite1h: 500 });
  expect(measured.ownSamplings?.map(({ cacheWrite1h }) => cacheWrite1h)).toEqual([0, 300, 200]);
});

test("an answer of a named fallback without samplings is charged to the fallback alone", () => {
  const other = {
    ...startEvent({ ...START, input_tokens: 9 }),
    message: { ...startEvent({ ...START, input_tokens: 9 }).message, model: "claude-opus-5-5" },
  };
  const { usage, otherModels } = metered(sse(other, textEvent("Hi"), deltaEvent({ output_tokens: 3 }), STOP_EVENT), {
    otherNames: ["claude-opus-5-5"],
  }).measured();
  expect(usage.tokens).toEqual({ input: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 0 });
  expect(otherModels).toEqual([
    { model: "claude-opus-5-5", tokens: { input: 9, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 3 }, isAdviser: false },
  ]);
});

test.each([
  [{ speed: "ludicrous" }, "modifier_unknown"],
  [{ inference_geo: "moon" }, "modifier_unknown"],
  [{ service_tier: "gold" }, "modifier_unknown"],
  [{ fallback_credit: { status: { type: "redeemed" } } }, "credit_redeemed"],
])("what the upstream bills by and nobody here knows is flagged: %j", (told, flag) => {
  expect(metered(sse(startEvent({ ...START, ...told }), deltaEvent({ output_tokens: 1 }), STOP_EVENT)).measured().flags).toEqual([flag]);
});
