import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accountOf } from "@/lib/relay/testing/kinds";
import { newCustomer, startPooledRelay, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import type { UpstreamAccount } from "@/lib/upstreams/account";
import { UpstreamPool } from "@/lib/upstreams/pool/pool";
import { lastCall, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";

/** This model cannot be forced to call a tool. */
const FREE = "claude-opus-5-5";

let relay: TestRelay;
let client: OpenAI;

beforeAll(async () => {
  relay = await startTestRelay(standInUrl);
  client = new OpenAI({ apiKey: (await newCustomer()).secret, baseURL: `${relay.url}/api/v1`, maxRetries: 0 });
});
afterAll(() => relay.close());

const CITY = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const weather = { type: "function" as const, function: { name: "weather", parameters: CITY } };
const clock = { type: "function" as const, function: { name: "clock", parameters: { type: "object", properties: {} } } };
const sentUpstream = async () => JSON.parse((await lastCall()).body);

test("what Codex offers out of the box is answered, and its search of a copy of the web is named", async () => {
  const tools = [
    { type: "function", name: "exec", parameters: { type: "object", properties: {} }, strict: false },
    { type: "web_search", external_web_access: false },
  ] as unknown as OpenAI.Responses.Tool[];
  for (const model of ["claude-opus-5", "claude-haiku-4-5"]) {
    const asking = { model, max_output_tokens: 100, input: "hi", tool_choice: "auto" as const, tools };
    const { data, response } = await client.responses.create(asking).withResponse();
    expect([data.status, response.headers.get("x-relais-ignored")]).toEqual(["completed", "tools.1"]);
  }
});

test("web search is Claude's own where an account makes it, and left out where none does", async () => {
  const asking = { model: "claude-opus-5", max_output_tokens: 100, input: "hi", tools: [{ type: "web_search" as const }] };
  expect((await client.responses.create(asking).withResponse()).response.headers.get("x-relais-ignored")).toBeNull();
  expect((await sentUpstream()).tools).toEqual([{ type: "web_search_20250305", name: "web_search", max_uses: 5 }]);
  const credentials = { kind: "access-key", accessKeyId: "AKIAONE", secretAccessKey: "secret-of-AKIAONE" } as const;
  const account = { ...accountOf("bedrock", standInUrl), credentials } as UpstreamAccount;
  const amazon = await startPooledRelay(new UpstreamPool([{ id: "only", weight: 1, isDraining: false, account }]));
  try {
    const other = client.withOptions({ baseURL: `${amazon.url}/api/v1` });
    const { data, response } = await other.responses.create(asking).withResponse();
    expect([data.status, response.headers.get("x-relais-ignored")]).toEqual(["completed", "tools.0"]);
  } finally {
    await amazon.close();
  }
});

test("a tool that cannot be forced is called all the same: it alone is offered, and asked for in words", async () => {
  const asking = {
    model: FREE,
    max_tokens: 300,
    messages: [{ role: "user" as const, content: "Please use a tool: what is it like in Lyon?" }],
    tools: [clock, weather],
    tool_choice: { type: "function" as const, function: { name: "weather" } },
  };
  const { data, response } = await client.chat.completions.create(asking).withResponse();
  expect(data.choices[0]?.message.tool_calls).toMatchObject([{ function: { name: "weather" } }]);
  expect(response.headers.get("x-relais-ignored")).toBe("tool_choice");
  expect(await sentUpstream()).toMatchObject({ tools: [{ name: "weather" }], system: [{ text: expect.stringContaining("weather") }] });
  const strict = client.chat.completions.create(asking, { headers: { "x-relais-strict": "true" } });
  await expect(strict).rejects.toMatchObject({ status: 400, param: "tool_choice" });
  const wrong = client.chat.completions.create(asking, { headers: { "x-relais-strict": "yes" } });
  await expect(wrong).rejects.toMatchObject({ status: 400, param: "x-relais-strict" });
});

test("functions of the old kind are called in the old shape, and their results are gone on with", async () => {
  const asking = {
    model: "claude-opus-5",
    max_tokens: 300,
    messages: [{ role: "user" as const, content: "Please use a tool: what is it like in Lyon?" }],
    functions: [{ name: "weather", parameters: CITY }],
  };
  const [choice] = (await client.chat.completions.create(asking)).choices;
  expect(choice).toMatchObject({ finish_reason: "function_call", message: { function_call: { name: "weather" } } });
  const result = { role: "function" as const, name: "weather", content: "18C" };
  const messages = [...asking.messages, choice?.message ?? result, result];
  expect((await client.chat.completions.create({ ...asking, messages })).choices[0]?.message.content).toContain("18C");
});

test("a custom tool is called with text, by the official client's own accumulator", async () => {
  const tools = [{ type: "custom" as const, name: "apply_patch", description: "Patches." }];
  const asking = { model: "claude-opus-5", max_output_tokens: 300, input: "Please use a tool.", tools };
  const whole = await client.responses.create(asking);
  const call = whole.output.find((item) => item.type === "custom_tool_call");
  expect(call?.input).toBe("Please use a tool.");
  const streamed = await client.responses.stream(asking).finalResponse();
  expect(streamed.output).toMatchObject(whole.output.map(({ type }) => ({ type })));
  const output = { type: "custom_tool_call_output" as const, call_id: call?.call_id ?? "", output: "patched" };
  const input = [{ role: "user" as const, content: "Please use a tool." }, ...whole.output, output] as OpenAI.Responses.ResponseInput;
  expect((await client.responses.create({ ...asking, input })).output_text).toContain("patched");
});
