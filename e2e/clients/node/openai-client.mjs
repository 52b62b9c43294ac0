// OpenAI's own client: chat completions and responses.
import assert from "node:assert/strict";
import OpenAI from "openai";
import { zodResponseFormat, zodTextFormat } from "openai/helpers/zod";
import { z } from "zod";
import { BASE, CITY, emptyKey, HANDBOOK, KEY, MODEL, PIXEL, promptTokens, QUESTION, receiptOf, refused, run } from "./cases.mjs";

const client = new OpenAI({ baseURL: `${BASE}/api/v1`, apiKey: KEY, maxRetries: 0 });
const HELLO = { model: MODEL, max_tokens: 200, messages: [{ role: "user", content: "Hello" }] };
const described = { name: "get_weather", description: "The weather of a city.", parameters: CITY, strict: true };
const person = z.object({ name: z.string(), age: z.number().int() });

await run({
  "a plain call is charged as its receipt says": async () => {
    const { data, response } = await client.chat.completions.create(HELLO).withResponse();
    const call = await receiptOf(response.headers.get("x-request-id"));
    assert.ok(data.choices[0].message.content);
    assert.equal(data.usage.prompt_tokens, promptTokens(call.usage));
    assert.equal(data.usage.completion_tokens, call.usage.output_tokens);
    assert.equal(call.receipt.amount, call.charge);
  },
  "a stream": async () => {
    const stream = client.chat.completions.stream({ ...HELLO, stream_options: { include_usage: true } });
    let text = "";
    stream.on("content", (delta) => {
      text += delta;
    });
    const final = await stream.finalChatCompletion();
    assert.equal(text, final.choices[0].message.content);
    assert.ok(final.usage.total_tokens > 0);
  },
  "a tool loop": async () => {
    const asked = [];
    const runner = client.chat.completions.runTools({
      model: MODEL,
      max_tokens: 2_000,
      messages: [{ role: "user", content: QUESTION }],
      tools: [
        { type: "function", function: { ...described, parse: JSON.parse, function: ({ city }) => asked.push(city) && "21 degrees" } },
      ],
    });
    assert.match(await runner.finalContent(), /21 degrees/);
    assert.deepEqual(asked, ["Paris"]);
  },
  "a structured answer": async () => {
    const parsed = await client.chat.completions.parse({
      ...HELLO,
      max_tokens: 2_000,
      response_format: zodResponseFormat(person, "person"),
    });
    assert.ok(person.parse(parsed.choices[0].message.parsed));
  },
  "cache fields": async () => {
    const system = { role: "system", content: [{ type: "text", text: `Node. ${HANDBOOK}`, cache_control: { type: "ephemeral" } }] };
    const asking = { ...HELLO, messages: [system, ...HELLO.messages] };
    const first = (await client.chat.completions.create(asking)).usage;
    const second = (await client.chat.completions.create(asking)).usage;
    const written = first.cache_creation_input_tokens + first.prompt_tokens_details.cached_tokens;
    assert.ok(written > 1024);
    assert.equal(second.prompt_tokens_details.cached_tokens, written);
  },
  "a picture as data URL": async () => {
    const url = `data:image/png;base64,${PIXEL}`;
    const content = [
      { type: "text", text: "What is this?" },
      { type: "image_url", image_url: { url } },
    ];
    const answer = await client.chat.completions.create({ ...HELLO, messages: [{ role: "user", content }] });
    assert.ok(answer.choices[0].message.content);
  },
  "an unknown model": async () => {
    const error = await refused(client.chat.completions.create({ ...HELLO, model: "gpt-9" }));
    assert.ok(error instanceof OpenAI.NotFoundError);
    assert.equal(error.code, "model_not_found");
  },
  "an empty balance": async () => {
    const error = await refused(client.withOptions({ apiKey: emptyKey() }).chat.completions.create(HELLO));
    assert.deepEqual([error.status, error.code], [402, "insufficient_balance"]);
  },
  "responses in a tool loop": async () => {
    const tools = [{ type: "function", ...described }];
    const asking = { model: MODEL, max_output_tokens: 2_000, tools };
    const first = await client.responses.stream({ ...asking, input: QUESTION }).finalResponse();
    const call = first.output.find((item) => item.type === "function_call");
    assert.deepEqual(JSON.parse(call.arguments), { city: "Paris" });
    const result = { type: "function_call_output", call_id: call.call_id, output: "21 degrees" };
    const second = await client.responses.create({
      ...asking,
      input: [{ role: "user", content: QUESTION }, ...first.output, result],
    });
    assert.match(second.output_text, /21 degrees/);
    const format = zodTextFormat(person, "person");
    const parsed = await client.responses.parse({ model: MODEL, max_output_tokens: 2_000, input: "Who is Ada?", text: { format } });
    assert.ok(person.parse(parsed.output_parsed));
  },
  "responses count their input": async () => {
    const counted = await client.responses.inputTokens.count({ model: MODEL, input: "Hello" });
    const used = await client.responses.create({ model: MODEL, input: "Hello", max_output_tokens: 100 });
    assert.equal(counted.input_tokens, used.usage.input_tokens);
  },
});
