import fc from "fast-check";
import { frame, MESSAGE, STREAM, USAGE } from "@/lib/relay/testing/golden";
import { framesOf, type Kind, streamTypeOf } from "@/lib/relay/testing/kinds";

/** What an upstream sends for one call: these chunks one after the other, then an end or a break. */
export type FuzzedAnswer = { status: number; headers: Record<string, string>; pieces: Buffer[]; isReset: boolean };

const figure = fc.constantFrom<unknown>(
  0,
  1,
  7,
  150,
  100_001,
  1_000_000,
  1_000_001,
  2 ** 31,
  2 ** 53,
  1e300,
  -1,
  1.5,
  "12",
  null,
  {},
  [],
  true,
);
const usage = fc.record(
  {
    input_tokens: figure,
    output_tokens: figure,
    cache_creation_input_tokens: figure,
    cache_read_input_tokens: figure,
    cache_creation: fc.oneof(fc.record({ ephemeral_5m_input_tokens: figure, ephemeral_1h_input_tokens: figure }), figure),
    server_tool_use: fc.oneof(fc.record({ web_search_requests: figure }), figure),
    output_tokens_details: fc.oneof(fc.record({ thinking_tokens: figure }), figure),
    speed: fc.constantFrom<unknown>("fast", "standard", 7, null),
    inference_geo: fc.constantFrom<unknown>("us", "global", null),
    service_tier: fc.constantFrom<unknown>("batch", "standard", "priority", {}),
    iterations: fc.array(
      fc.record({
        type: fc.constantFrom<unknown>("message", "compaction", "fallback_message", "advisor_message", 5),
        model: fc.constantFrom<unknown>("claude-opus-5-5", "claude-sonnet-4-6", "unknown", 7, undefined),
        input_tokens: figure,
        output_tokens: figure,
      }),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: [] },
);
const reported = fc.oneof(fc.constant<unknown>(USAGE), usage, usage, figure);

/** The golden stream with other figures, and with lost, doubled, reordered or unknown events. */
const events = fc
  .tuple(reported, reported, fc.array(fc.tuple(fc.nat(), fc.constantFrom("lose", "double", "swap", "odd")), { maxLength: 4 }))
  .map(([start, last, changes]) => {
    const all = [...STREAM];
    all[0] = frame("message_start", { message: { ...MESSAGE, content: [], stop_reason: null, usage: start } });
    all[all.length - 2] = frame("message_delta", { delta: { stop_reason: "tool_use", stop_sequence: null }, usage: last });
    for (const [at, how] of changes) {
      const index = at % Math.max(1, all.length);
      if (how === "lose") all.splice(index, 1);
      else if (how === "double") all.splice(index, 0, all[index] ?? "");
      else if (how === "swap") all.push(...all.splice(index, 1));
      else
        all.splice(
          index,
          0,
          frame(["future_event", "error", "content_block_delta", "message_delta"][at % 4] ?? "", { index: at, delta: 7, error: at }),
        );
    }
    return all;
  });

/** Some bytes lost, some inserted, and all of them split into any chunks. */
const damage = fc.array(fc.record({ at: fc.nat(), lost: fc.nat(40), put: fc.uint8Array({ maxLength: 20 }) }), { maxLength: 2 });
const cuts = fc.array(fc.nat(), { maxLength: 6 });

function inPieces(bytes: Buffer, places: number[]): Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)).filter((piece) => piece.length > 0);
}

function damagedBytes(bytes: Buffer, wounds: { at: number; lost: number; put: Uint8Array }[]): Buffer {
  return wounds.reduce((left, { at, lost, put }) => {
    const from = at % (left.length + 1);
    return Buffer.concat([left.subarray(0, from), put, left.subarray(from + lost)]);
  }, bytes);
}

const wholes = fc.oneof(
  { weight: 4, arbitrary: reported.map((usage): unknown => ({ ...MESSAGE, usage })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.jsonValue({ maxDepth: 4 }), reported)
      .map(([content, usage]): unknown => ({ ...MESSAGE, content: [content], usage })),
  },
  { weight: 1, arbitrary: fc.jsonValue() as fc.Arbitrary<unknown> },
  { weight: 1, arbitrary: fc.jsonValue().map((error): unknown => ({ type: "error", error })) },
);
const statuses = fc.oneof({ weight: 8, arbitrary: fc.constant(200) }, { weight: 1, arbitrary: fc.integer({ min: 201, max: 599 }) });

/** Answers to a call that asked for a stream, or for a message, from an upstream of this kind; now and then the other one. */
export function fuzzedAnswers(kind: Kind): fc.Arbitrary<{ stream: FuzzedAnswer; whole: FuzzedAnswer }> {
  const stream = events.map((all) => ({ bytes: Buffer.concat(framesOf(kind, all.filter(Boolean))), type: streamTypeOf(kind) }));
  const whole = wholes.map((message) => ({ bytes: Buffer.from(JSON.stringify(message) ?? ""), type: "application/json" }));
  const answer = (shape: typeof stream) =>
    fc
      .tuple(shape, fc.oneof({ weight: 2, arbitrary: damage.map(() => []) }, { weight: 1, arbitrary: damage }), cuts, statuses, fc.nat(9))
      .map(
        ([{ bytes, type }, wounds, places, status, chance]): FuzzedAnswer => ({
          status: status === 204 || status === 304 ? 200 : status,
          headers: { "content-type": type, ...(chance === 1 && { "retry-after": "soon" }) },
          pieces: inPieces(damagedBytes(bytes, wounds), places),
          isReset: chance === 0,
        }),
      );
  return fc.record({
    stream: answer(fc.oneof({ weight: 9, arbitrary: stream }, { weight: 1, arbitrary: whole })),
    whole: answer(fc.oneof({ weight: 9, arbitrary: whole }, { weight: 1, arbitrary: stream })),
  });
}
