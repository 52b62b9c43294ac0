import { createOpenAI } from "@ai-sdk/openai";
import { generateText, jsonSchema, type ModelMessage, stepCountIs, streamText, tool } from "ai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ask } from "@/lib/relay/testing/ask";
import { type Customer, newCustomer, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import { callsSeen, control, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";

const MODEL = "claude-opus-5";

let relay: TestRelay;
let customer: Customer;

beforeAll(async () => {
  relay = await startTestRelay(standInUrl);
});
afterAll(() => relay.close());
beforeEach(async () => {
  customer = await newCustomer();
  await control("DELETE", "calls");
});

/** The provider as on the first page of its documentation: the Responses API, whose answers it takes as stored. */
const model = () => createOpenAI({ apiKey: customer.secret, baseURL: `${relay.url}/api/v1` })(MODEL);

const weather = tool({
  description: "What it is like there.",
  inputSchema: jsonSchema<{ city: string }>({ type: "object", properties: { city: { type: "string" } }, required: ["city"] }),
  execute: async ({ city }) => `18C in ${city}`,
});
const QUESTION: ModelMessage[] = [{ role: "user", content: "Please use a tool: what is it like in Lyon?" }];
const AGAIN: ModelMessage = { role: "user", content: "Thank you. And tomorrow?" };
const options = { tools: { weather }, stopWhen: stepCountIs(4), maxOutputTokens: 2_000, maxRetries: 0 };
const thinking = { openai: { forceReasoning: true, reasoningEffort: "low", reasoningSummary: "auto" } };

type Block = { type: string; text?: string; signature?: string };
type Sent = { messages: { role: string; content: Block[] }[] };
const sentUpstream = async (): Promise<Sent[]> => (await callsSeen()).map(({ body }) => JSON.parse(body));
const said = ({ messages }: Sent, index: number) => messages[index]?.content.map(({ type }) => type);

test("a loop of tools and the next turn by generateText", async () => {
  const first = await generateText({ model: model(), messages: QUESTION, ...options });
  expect(first.text).toContain("18C in Lyon");
  const second = await generateText({ model: model(), messages: [...QUESTION, ...first.response.messages, AGAIN], ...options });
  expect(second.text).toBeTruthy();
  const sent = await sentUpstream();
  expect(said(sent[1] as Sent, 1)).toEqual(["text", "tool_use"]);
  expect(said(sent[2] as Sent, 3)).toEqual(["text"]);
  expect(sent[2]?.messages[3]?.content[0]?.text).toBe(first.text);
});

test("the same by streamText", async () => {
  const first = streamText({ model: model(), messages: QUESTION, ...options });
  expect(await first.text).toContain("18C in Lyon");
  const { messages } = await first.response;
  const second = streamText({ model: model(), messages: [...QUESTION, ...messages, AGAIN], ...options });
  expect(await second.text).toBeTruthy();
  expect(await second.finishReason).toBe("stop");
  expect(said((await sentUpstream())[2] as Sent, 3)).toEqual(["text"]);
});

test.each(["generateText", "streamText"])("thinking comes back whole, with its signature: %s", async (way) => {
  const asking = { model: model(), messages: QUESTION, ...options, providerOptions: thinking };
  const text = way === "generateText" ? (await generateText(asking)).text : await streamText(asking).text;
  expect(text).toContain("18C in Lyon");
  const [first, second] = await sentUpstream();
  expect(first?.messages).toHaveLength(1);
  expect(said(second as Sent, 1)).toEqual(["thinking", "text", "tool_use"]);
  expect(second?.messages[1]?.content[0]?.signature).toMatch(/^[A-Za-z0-9+/=]{80,}$/);
});

test("what is gone, another workspace's, or was asked not to be stored is refused with the way out", async () => {
  const create = (secret: string, body: object) => ask(`${relay.url}/api/v1/responses`, { secret, body: { model: MODEL, ...body } });
  const kept = await create(customer.secret, { input: "Hello" });
  const unkept = await create(customer.secret, { input: "Hello", store: false });
  const idOf = ({ json }: typeof kept) => (json.output as { id: string }[])[0]?.id;
  const refer = (id: string | undefined) => ({ input: [{ role: "user", content: "Hello" }, { type: "item_reference", id }, AGAIN] });
  expect((await create(customer.secret, refer(idOf(kept)))).status).toBe(200);
  const stranger = await newCustomer();
  for (const [secret, id] of [
    [stranger.secret, idOf(kept)],
    [customer.secret, idOf(unkept)],
    [customer.secret, "msg_gone_0"],
    [customer.secret, undefined],
  ] as const) {
    const got = await create(secret, refer(id));
    expect(got).toMatchObject({ status: 400, json: { error: { param: "input.1.id", code: "unsupported_parameter" } } });
    expect(got.json.error?.message).toContain("store: false");
  }
  const whole = await create(customer.secret, { input: "x", previous_response_id: kept.json.id });
  expect(whole).toMatchObject({ status: 400, json: { error: { param: "previous_response_id" } } });
});

test("a reference in a long request, and in one whose tokens are counted, is found as well", async () => {
  const create = (path: string, input: unknown) =>
    ask(`${relay.url}/api/v1/${path}`, { secret: customer.secret, body: { model: MODEL, input } });
  const { json } = await create("responses", "Hello");
  const id = (json.output as { id: string }[])[0]?.id;
  const long = [{ role: "user", content: "word ".repeat(80_000) }, { type: "item_reference", id }, AGAIN];
  expect((await create("responses", long)).status).toBe(200);
  expect(said((await sentUpstream()).at(-1) as Sent, 1)).toEqual(["text"]);
  expect((await create("responses/input_tokens", long.toSpliced(0, 1, { role: "user", content: "Hello" }))).status).toBe(200);
});
