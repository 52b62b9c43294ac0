import { expect, test } from "vitest";
import { readWallet } from "@/lib/ledger/wallet";
import { ASK, frame, MESSAGE, USAGE, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { goldenFrames, RelayBench } from "@/lib/relay/testing/relay-bench";
import { answerStream, sent } from "@/lib/relay/testing/scripted-upstream";
import { MODELS } from "@/prisma/seed-data/models";

const bench = await RelayBench.start({ models: MODELS.map(({ id }) => id) });
const MESSAGES = "/api/v1/messages";

async function charge(model: string, usage: object): Promise<string | null> {
  bench.answerJson({ ...MESSAGE, model, usage });
  const { response } = await bench
    .anthropic()
    .messages.create({ ...ASK, model })
    .withResponse();
  return response.headers.get("x-relais-charge");
}

/** A stream that reports one usage at its start and others later. */
function reported(start: object, ...deltas: object[]): string[] {
  const delta = (usage: object, index: number) =>
    frame("message_delta", { delta: { stop_reason: index === deltas.length - 1 ? "end_turn" : null, stop_sequence: null }, usage });
  return [
    frame("message_start", { message: { ...MESSAGE, content: [], stop_reason: null, usage: start } }),
    frame("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
    frame("content_block_delta", { index: 0, delta: { type: "text_delta", text: "Hello." } }),
    frame("content_block_stop", { index: 0 }),
    ...deltas.map(delta),
    frame("message_stop", {}),
  ];
}

async function streamed(frames: string[], fields: object = {}): Promise<void> {
  bench.answerStream(...frames);
  for await (const _ of bench.anthropic().messages.stream({ ...ASK, ...fields }));
}

test.each([
  ["claude-fable-5-2", "0.052096"],
  ["claude-fable-5-1", "0.06512"],
  ["claude-fable-5", "0.08012"],
  ["claude-opus-5-5", "0.028048"],
  ["claude-opus-5", "0.04006"],
  ["claude-opus-4-8", "0.04006"],
  ["claude-opus-4-7", "0.04006"],
  ["claude-opus-4-6", "0.04006"],
  ["claude-opus-4-5-20251101", "0.04006"],
  ["claude-opus-4-20250514", "0.12018"],
  ["claude-sonnet-5-5", "0.014024"],
  ["claude-sonnet-5", "0.016024"],
  ["claude-sonnet-4-6", "0.024036"],
  ["claude-sonnet-4-20250514", "0.024036"],
  ["claude-3-5-sonnet-20241022", "0.024036"],
  ["claude-haiku-5-5", "0.0008012"],
  ["claude-haiku-4-5-20251001", "0.008012"],
  ["claude-3-5-haiku-20241022", "0.0064096"],
])("2: a call of %s that uses every token class costs $%s", async (model, dollars) => {
  expect(await charge(model, USAGE)).toBe(dollars);
});

test.each([
  [{ speed: "fast" }, "0.056096"],
  [{ speed: "fast", inference_geo: "us" }, "0.0617056"],
  [{ service_tier: "batch" }, "0.014024"],
])("2: on Opus 5.5 the answer's own %j makes it $%s, whatever was asked", async (modifiers, dollars) => {
  expect(await charge("claude-opus-5-5", { ...USAGE, ...modifiers })).toBe(dollars);
});

test.each([
  [{ input_tokens: 100_000, output_tokens: 1_000 }, "0.0105"],
  [{ input_tokens: 100_001, output_tokens: 1_000 }, "0.0525005"],
  [{ input_tokens: 1, cache_read_input_tokens: 100_000, output_tokens: 1_000 }, "0.0075005"],
  [{ input_tokens: 0, cache_read_input_tokens: 100_000, output_tokens: 0 }, "0.001"],
  [{ input_tokens: 99_999, cache_read_input_tokens: 1, output_tokens: 0 }, "0.00999991"],
  [{ input_tokens: 0, cache_read_input_tokens: 100_001, output_tokens: 0 }, "0.00500005"],
  [
    {
      input_tokens: 0,
      cache_creation_input_tokens: 100_001,
      cache_creation: { ephemeral_5m_input_tokens: 60_000, ephemeral_1h_input_tokens: 40_001 },
      output_tokens: 0,
    },
    "0.077501",
  ],
])("3: Haiku 5.5 with %j costs $%s: the whole prompt decides on the step", async (usage, dollars) => {
  expect(await charge("claude-haiku-5-5", usage)).toBe(dollars);
});

test("8: later reports replace what the start said and are never added, and a search is a cent", async () => {
  const start = { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 3 };
  const last = {
    input_tokens: 500,
    cache_creation_input_tokens: 700,
    cache_read_input_tokens: 300,
    output_tokens: 90,
    server_tool_use: { web_search_requests: 2 },
  };
  await streamed(reported(start, { output_tokens: 20 }, last));
  expect(await bench.event()).toMatchObject({
    input_tokens: 500,
    cache_write_5m_tokens: 700,
    cache_write_1h_tokens: 0,
    cache_read_tokens: 300,
    output_tokens: 90,
    web_searches: 2,
    charge_nano: 5_565_000n + 20_000_000n,
  });
});

test("9: writes beyond the start's split are five minutes', null keeps what is known, and without a split the request's markers tell", async () => {
  const split = { cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 2_000 } };
  const start = { input_tokens: 1, cache_creation_input_tokens: 2_000, cache_read_input_tokens: 7, ...split, output_tokens: 1 };
  await streamed(reported(start, { cache_creation_input_tokens: 2_600, output_tokens: 9 }));
  const nothing = { input_tokens: null, cache_creation_input_tokens: null, cache_read_input_tokens: null, output_tokens: 9 };
  await streamed(reported(start, nothing));
  const unsplit = { input_tokens: 1, cache_creation_input_tokens: 400, output_tokens: 1 };
  await streamed(reported(unsplit, { output_tokens: 9 }), {
    system: [{ type: "text", text: "S", cache_control: { type: "ephemeral", ttl: "1h" } }],
  });
  expect(await bench.events()).toMatchObject([
    { input_tokens: 1, cache_write_5m_tokens: 600, cache_write_1h_tokens: 2_000, cache_read_tokens: 7, output_tokens: 9 },
    { input_tokens: 1, cache_write_5m_tokens: 0, cache_write_1h_tokens: 2_000, cache_read_tokens: 7, output_tokens: 9 },
    { input_tokens: 1, cache_write_5m_tokens: 0, cache_write_1h_tokens: 400, cache_read_tokens: 0, output_tokens: 9 },
  ]);
});

test("10: where there are iterations, their sum is billed", async () => {
  const compaction = { type: "compaction", input_tokens: 90_000, output_tokens: 1_200 };
  const iterations = [compaction, { type: "message", input_tokens: 5, output_tokens: 50 }];
  await streamed(reported({ input_tokens: 5, output_tokens: 1 }, { input_tokens: 5, output_tokens: 50, iterations }));
  expect(await bench.event()).toMatchObject({ input_tokens: 90_005, output_tokens: 1_250 });
});

test("11: a refusal before any output is free and its event says so; after a text it is charged", async () => {
  const refusal = { stop_reason: "refusal", stop_details: { type: "refusal", category: "cyber", explanation: "No." } };
  bench.answerJson({ ...MESSAGE, ...refusal, content: [], usage: { input_tokens: 4_000, output_tokens: 3 } });
  const { choices } = await bench.openai().chat.completions.create(ASK);
  expect(choices[0]).toMatchObject({ finish_reason: "content_filter", message: { content: null, refusal: "No." } });
  expect(await bench.event()).toMatchObject({ outcome: "released", reason: "refusal_unbilled", charge_nano: 0n });
  bench.answerJson({ ...MESSAGE, ...refusal });
  expect(await bench.anthropic().messages.create(ASK)).toMatchObject({ stop_reason: "refusal" });
  expect((await bench.events())[1]).toMatchObject({ outcome: "settled", charge_nano: USAGE_CHARGE_NANO });
});

test("25: who leaves after the first text is charged what the upstream then reports, once; a repeat is a call of its own", async () => {
  let goOn = () => {};
  const frames = goldenFrames();
  const left = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  bench.upstream.play(async (response, request) => {
    await answerStream(frames.slice(0, 8), () => undefined)(response, request);
    await left;
    for (const each of frames.slice(8)) await sent(response, each);
    response.destroy();
  });
  const stream = bench.anthropic().messages.stream(ASK);
  stream.on("text", () => stream.abort());
  await stream.done().catch(() => undefined);
  expect(await bench.events()).toEqual([]);
  goOn();
  await expect
    .poll(() => bench.events())
    .toMatchObject([
      { outcome: "settled", reason: "client_left", charge_nano: USAGE_CHARGE_NANO, output_tokens: 150, is_estimated: false },
    ]);
  expect(await readWallet(bench.customer.workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
  bench.answerStream(...frames);
  const again = await bench.ask(MESSAGES, { body: { ...ASK, stream: true }, headers: { "x-stainless-retry-count": "1" } });
  expect(again.status).toBe(200);
  const ids = (await bench.events()).map((event) => event.id);
  expect(new Set(ids).size).toBe(2);
});
