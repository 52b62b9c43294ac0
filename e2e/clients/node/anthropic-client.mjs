// Anthropic's own client.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import Anthropic, { toFile } from "@anthropic-ai/sdk";
import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import { z } from "zod";
import {
  BASE,
  batchedCall,
  CITY,
  emptyKey,
  HANDBOOK,
  isHalf,
  KEY,
  MODEL,
  PDF,
  PIXEL,
  promptTokens,
  QUESTION,
  receiptOf,
  refused,
  run,
  Skip,
} from "./cases.mjs";

const client = new Anthropic({ baseURL: `${BASE}/api`, apiKey: KEY, maxRetries: 0 });
const HELLO = { model: MODEL, max_tokens: 200, messages: [{ role: "user", content: "Hello" }] };
const described = { name: "get_weather", description: "The weather of a city.", input_schema: CITY };
const person = z.object({ name: z.string(), age: z.number().int() });
const saidBy = (message) => message.content.map((block) => block.text ?? "").join("");

/** A batch is slow: it is submitted first and read last. */
const submitted = client.messages.batches.create({ requests: [{ custom_id: "hello", params: HELLO }] }).catch((error) => error);
const BATCH_WITHIN_MS = 150_000;

async function ended(id) {
  for (const startedMs = Date.now(); Date.now() - startedMs < BATCH_WITHIN_MS; await sleep(2_000)) {
    const batch = await client.messages.batches.retrieve(id);
    if (batch.processing_status === "ended") return batch;
  }
  throw new Skip(`the batch has not ended within ${BATCH_WITHIN_MS / 1_000} s`);
}

await run({
  "a plain call is charged as its receipt says": async () => {
    const { data, response } = await client.messages.create(HELLO).withResponse();
    const call = await receiptOf(response.headers.get("request-id"));
    const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens } = data.usage;
    assert.equal(input_tokens + cache_creation_input_tokens + cache_read_input_tokens, promptTokens(call.usage));
    assert.equal(data.usage.output_tokens, call.usage.output_tokens);
    assert.equal(call.receipt.amount, call.charge);
  },
  "a stream": async () => {
    const stream = client.messages.stream(HELLO);
    let text = "";
    stream.on("text", (delta) => {
      text += delta;
    });
    const final = await stream.finalMessage();
    assert.equal(text, saidBy(final));
    assert.ok(text.length > 0);
  },
  "a tool loop": async () => {
    const asked = [];
    const tool = { ...described, type: "custom", parse: (input) => input, run: ({ city }) => asked.push(city) && "21 degrees" };
    const asking = { ...HELLO, max_tokens: 2_000, messages: [{ role: "user", content: QUESTION }], tools: [tool] };
    assert.match(saidBy(await client.beta.messages.toolRunner(asking)), /21 degrees/);
    assert.deepEqual(asked, ["Paris"]);
  },
  "a structured answer": async () => {
    const asking = { ...HELLO, max_tokens: 2_000, output_config: { format: zodOutputFormat(person) } };
    assert.ok(person.parse((await client.messages.parse(asking)).parsed_output));
  },
  "cache fields": async () => {
    const system = [{ type: "text", text: `Node, for an hour. ${HANDBOOK}`, cache_control: { type: "ephemeral", ttl: "1h" } }];
    const first = (await client.messages.create({ ...HELLO, system })).usage;
    const second = (await client.messages.create({ ...HELLO, system })).usage;
    const written = first.cache_creation.ephemeral_1h_input_tokens + first.cache_read_input_tokens;
    assert.ok(written > 1024);
    assert.equal(second.cache_read_input_tokens, written);
  },
  "a picture": async () => {
    const source = { type: "base64", media_type: "image/png", data: PIXEL };
    const content = [
      { type: "image", source },
      { type: "text", text: "What is this?" },
    ];
    assert.ok(saidBy(await client.messages.create({ ...HELLO, messages: [{ role: "user", content }] })));
  },
  "an uploaded PDF is held for near what it costs": async () => {
    const report = await toFile(Buffer.from(PDF, "base64"), "report.pdf", { type: "application/pdf" });
    const file = await client.files.upload({ file: report });
    const content = [
      { type: "document", source: { type: "file", file_id: file.id } },
      { type: "text", text: "What does it say?" },
    ];
    const { response } = await client.messages.create({ ...HELLO, messages: [{ role: "user", content }] }).withResponse();
    const call = await receiptOf(response.headers.get("request-id"));
    assert.ok(Number(call.charge) <= Number(call.held) && Number(call.held) < 10 * Number(call.charge), `${call.charge} of ${call.held}`);
    assert.equal((await client.files.delete(file.id)).type, "file_deleted");
    const error = await refused(client.files.retrieveMetadata(file.id));
    assert.ok(error instanceof Anthropic.NotFoundError);
  },
  "an unknown model": async () => {
    const error = await refused(client.messages.create({ ...HELLO, model: "claude-9" }));
    assert.ok(error instanceof Anthropic.NotFoundError);
    assert.equal(error.error.error.type, "not_found_error");
  },
  "an empty balance": async () => {
    const error = await refused(client.withOptions({ apiKey: emptyKey() }).messages.create(HELLO));
    assert.deepEqual([error.status, error.error.error.type], [402, "billing_error"]);
  },
  "the count is what a call uses": async () => {
    const asking = { model: MODEL, messages: HELLO.messages, tools: [described] };
    const counted = await client.messages.countTokens(asking);
    const used = await client.messages.create({ ...asking, max_tokens: 100 });
    assert.equal(counted.input_tokens, used.usage.input_tokens);
  },
  models: async () => {
    const listed = [];
    for await (const each of client.models.list()) listed.push(each.id);
    assert.ok(listed.includes(MODEL));
  },
  "a batch is answered at half the price": async () => {
    const { id } = await submitted;
    assert.ok(id, String(await submitted));
    assert.equal((await ended(id)).request_counts.succeeded, 1);
    const results = [];
    for await (const each of await client.messages.batches.results(id)) results.push(each);
    assert.deepEqual([results.length, results[0].custom_id, results[0].result.type], [1, "hello", "succeeded"]);
    const call = await batchedCall();
    assert.equal(call.usage.output_tokens, results[0].result.message.usage.output_tokens);
    assert.ok(isHalf(call.receipt), JSON.stringify(call.receipt));
    await client.messages.batches.delete(id);
  },
});
