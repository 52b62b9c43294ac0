import fc from "fast-check";

export const FORMATS = ["messages", "messages/count_tokens", "chat/completions", "responses"] as const;
export type Format = (typeof FORMATS)[number];

/** One request of a hostile or a clumsy client. */
export type FuzzedRequest = { bytes: Uint8Array; headers: Record<string, string> };

const CACHED = { type: "ephemeral", ttl: "1h" };
const SCHEMA = { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false };
const PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const THINKING = { type: "thinking", thinking: "Hm.", signature: "EqQB=" };

// Long enough to make the relay read only the outline of the body.
const LONG = 'He said: "yes" \\ and\n'.repeat(800);

const MESSAGES = [
  { model: "claude-sonnet-4-6", max_tokens: 40, inference_geo: "us", messages: [{ role: "user", content: "Hello" }] },
  {
    model: "claude-opus-5-5",
    max_tokens: 60,
    stream: true,
    system: [{ type: "text", text: "Be short.", cache_control: CACHED }],
    tools: [{ name: "get_weather", description: "Weather", input_schema: SCHEMA, cache_control: CACHED }],
    tool_choice: { type: "auto", disable_parallel_tool_use: true },
    thinking: { type: "adaptive" },
    output_config: { effort: "low" },
    metadata: { user_id: "u" },
    messages: [
      { role: "user", content: [{ type: "text", text: "Weather?" }] },
      { role: "assistant", content: [THINKING, { type: "tool_use", id: "toolu_1", name: "get_weather", input: { city: "Paris" } }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "18C", cache_control: { type: "ephemeral" } }] },
    ],
  },
  {
    model: "claude-haiku-4-5",
    max_tokens: 30,
    temperature: 0.5,
    stop_sequences: ["END"],
    service_tier: "auto",
    messages: [{ role: "user", content: [{ type: "image", source: { type: "base64", media_type: "image/png", data: PIXEL.slice(22) } }] }],
  },
];

const LONG_MESSAGES = {
  model: "claude-opus-5",
  max_tokens: 20,
  system: LONG,
  fallbacks: [{ model: "claude-haiku-4-5", max_tokens: 10 }],
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: LONG },
        { type: "image", source: { type: "base64", media_type: "image/png", data: "A".repeat(20_000) } },
      ],
    },
  ],
};

const CHAT = [
  { model: "claude-sonnet-4-6", max_tokens: 40, messages: [{ role: "user", content: "Hello" }] },
  {
    model: "claude-opus-5-5",
    max_completion_tokens: 60,
    stream: true,
    stream_options: { include_usage: true },
    parallel_tool_calls: false,
    reasoning_effort: "low",
    tools: [{ type: "function", function: { name: "get_weather", parameters: SCHEMA, strict: true } }],
    tool_choice: "auto",
    messages: [
      { role: "system", content: "Be short.", cache_control: CACHED },
      { role: "user", content: [{ type: "text", text: "Weather?", cache_control: { type: "ephemeral" } }] },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "A", type: "function", function: { name: "get_weather", arguments: '{"city":"Paris"}' } }],
      },
      { role: "tool", tool_call_id: "A", content: "18C" },
    ],
  },
  {
    model: "claude-haiku-4-5",
    max_tokens: 30,
    temperature: 1.5,
    stop: ["END", "\n"],
    n: 1,
    user: "u",
    response_format: { type: "json_schema", json_schema: { name: "answer", schema: SCHEMA, strict: true } },
    messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: PIXEL } }] }],
  },
];

const RESPONSES = [
  { model: "claude-sonnet-4-6", max_output_tokens: 40, input: "Hello" },
  {
    model: "claude-opus-5-5",
    max_output_tokens: 60,
    stream: true,
    store: false,
    include: ["reasoning.encrypted_content"],
    instructions: "Be short.",
    reasoning: { effort: "low", summary: "auto" },
    tools: [{ type: "function", name: "get_weather", parameters: SCHEMA, strict: true }],
    tool_choice: "auto",
    prompt_cache_key: "k",
    input: [
      { type: "message", role: "user", content: [{ type: "input_text", text: "Weather?" }] },
      { type: "function_call", call_id: "A", name: "get_weather", arguments: '{"city":"Paris"}' },
      { type: "function_call_output", call_id: "A", output: "18C" },
    ],
  },
  {
    model: "claude-haiku-4-5",
    max_output_tokens: 30,
    text: { format: { type: "json_schema", name: "answer", schema: SCHEMA, strict: true } },
    metadata: { a: "b" },
    input: [{ role: "user", content: [{ type: "input_image", image_url: PIXEL }] }],
  },
];

export const VALID: Record<Format, object[]> = {
  messages: [...MESSAGES, LONG_MESSAGES],
  "messages/count_tokens": [...MESSAGES, LONG_MESSAGES].map(({ max_tokens: _, ...body }) => body),
  "chat/completions": CHAT,
  responses: RESPONSES,
};

const WORDS = [
  "user",
  "system",
  "developer",
  "assistant",
  "tool",
  "text",
  "tool_use",
  "thinking",
  "ephemeral",
  "5m",
  "function",
  "any",
  "auto",
];
const ODD = [
  "",
  "\ud800",
  "\u0000",
  "\u2028",
  "é".repeat(50),
  "x".repeat(5_000),
  LONG,
  "relais1.AAAA",
  "__proto__",
  "constructor",
  "[[fault:reset]]",
];
const value = fc.oneof(
  fc.constantFrom<unknown>(...WORDS, ...ODD, null, true, false, {}, [], [[]], [null], { type: "text" }, { type: "text", text: "x" }),
  fc.constantFrom<unknown>(0, -1, 1.5, 2 ** 31, 2 ** 53, 1e308, -0, 128_000, 1_000_000),
  fc.jsonValue({ maxDepth: 3 }),
  fc.nat(60).map((depth) => JSON.parse(`${'{"x":['.repeat(depth)}0${"]}".repeat(depth)}`)),
);
const edit = fc.record({ at: fc.nat(), how: fc.constantFrom("replace", "replace", "drop", "copy", "nest", "rename"), value });
type Edit = { at: number; how: string; value: unknown };
type Place = { parent: Record<string, unknown>; key: string };

/** A valid body with a few changes, so that it gets far before a refusal. */
function changed(body: object, edits: Edit[]): unknown {
  const copy = { body: structuredClone(body) as unknown };
  for (const { at, how, value } of edits) {
    const places = placesIn(copy);
    if (places.length === 0) break;
    const { parent, key } = places[at % places.length] as Place;
    if (how === "drop") delete parent[key];
    else if (how === "copy" && Array.isArray(parent)) parent.push(structuredClone(parent[key as unknown as number]));
    else if (how === "nest") parent[key] = [parent[key]];
    else if (how === "rename") parent[typeof value === "string" ? value : "x"] = parent[key];
    else parent[key] = value;
  }
  return copy.body;
}

function placesIn(tree: object, found: Place[] = []): Place[] {
  for (const key of Object.keys(tree)) {
    const parent = tree as Record<string, unknown>;
    if (found.length < 500) found.push({ parent, key });
    const child = parent[key];
    if (typeof child === "object" && child !== null) placesIn(child, found);
  }
  return found;
}

/** The bytes of a JSON text with some lost, inserted or flipped. */
const damage = fc.record({ at: fc.nat(), lost: fc.nat(8), put: fc.uint8Array({ maxLength: 6 }) });
function damaged(bytes: Buffer, { at, lost, put }: { at: number; lost: number; put: Uint8Array }): Uint8Array {
  const from = at % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + lost)]);
}

const headers = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Record<string, string>>({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, string>>(
      { "content-encoding": "gzip" },
      { "content-encoding": "br" },
      { "content-encoding": "nonsense" },
      { "content-encoding": "constructor" },
      { "content-encoding": "__proto__" },
      { "content-type": "text/plain; charset=latin1" },
      { "anthropic-version": "2026-10-21" },
      { "anthropic-beta": "a-2026-01-01,,b" },
      { "x-relais-fit-max-tokens": "true" },
    ),
  },
);

export function fuzzedRequests(format: Format): fc.Arbitrary<FuzzedRequest> {
  const valid = fc.constantFrom(...VALID[format]);
  const mutated = fc.tuple(valid, fc.array(edit, { minLength: 1, maxLength: 3 })).map(([body, edits]) => jsonBytes(changed(body, edits)));
  const bytes = fc.oneof(
    { weight: 12, arbitrary: mutated },
    { weight: 3, arbitrary: fc.tuple(valid, damage).map(([body, where]) => damaged(jsonBytes(body), where)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
    { weight: 1, arbitrary: fc.json().map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: valid.map((body) => jsonBytes(body)) },
  );
  return fc.record({ bytes, headers });
}

function jsonBytes(body: unknown): Buffer {
  return Buffer.from(JSON.stringify(body) ?? "");
}
