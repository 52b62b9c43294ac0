import OpenAI from "openai";
import { beforeEach, expect, test } from "vitest";
import { ASK, MESSAGE, MODEL } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerJson } from "@/lib/relay/testing/scripted-upstream";
import { newCustomer } from "@/lib/relay/testing/test-relay";

/** Values that a parser would round, sort or write differently. */
const ARGS = '{"id":12345678901234567890,"b":1.0, "2":"\\u00e9","1":2}';
const SECOND_ARGS = '{"id":9007199254740993}';

const { relay, upstream } = await startRelayFixture();
let client: OpenAI;

beforeEach(async () => {
  client = new OpenAI({ apiKey: (await newCustomer()).secret, baseURL: `${relay.url}/api/v1`, maxRetries: 0 });
  const uses = [ARGS, SECOND_ARGS].map((input, index) => `{"type":"tool_use","id":"toolu_${index}","name":"find","input":${input}}`);
  upstream.play(answerJson(JSON.stringify({ ...MESSAGE, content: "CONTENT" }).replace('"CONTENT"', `[${uses.join(",")}]`)));
});

function sentBody(): string {
  return upstream.seen.at(-1)?.body.toString() ?? "";
}

test("a chat's tool arguments reach the caller, and the upstream again, as the upstream wrote them", async () => {
  const message = (await client.chat.completions.create(ASK)).choices[0]?.message;
  const calls = message?.tool_calls?.map((call) => call.type === "function" && call.function.arguments);
  expect(calls).toEqual([ARGS, SECOND_ARGS]);
  const results = [0, 1].map((index) => ({ role: "tool" as const, tool_call_id: `toolu_${index}`, content: "found" }));
  await client.chat.completions.create({ ...ASK, messages: [...ASK.messages, message ?? { role: "assistant" }, ...results] });
  expect(sentBody()).toContain(`"input":${ARGS}}`);
  expect(sentBody()).toContain(`"input":${SECOND_ARGS}}`);
});

test("a response's tool arguments reach the caller, and the upstream again, as the upstream wrote them", async () => {
  const { output } = await client.responses.create({ model: MODEL, input: "Hello" });
  const calls = output.filter((item) => item.type === "function_call");
  expect(calls.map((call) => call.arguments)).toEqual([ARGS, SECOND_ARGS]);
  const results = calls.map(({ call_id }) => ({ type: "function_call_output" as const, call_id, output: "found" }));
  await client.responses.create({ model: MODEL, input: [{ role: "user", content: "Hello" }, ...calls, ...results] });
  expect(sentBody()).toContain(`"input":${ARGS}}`);
  expect(sentBody()).toContain(`"input":${SECOND_ARGS}}`);
});
