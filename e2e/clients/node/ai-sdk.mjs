// Vercel's AI SDK with its three providers, each as the first page of its documentation shows it.
import assert from "node:assert/strict";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, generateText, Output, stepCountIs, streamText, tool } from "ai";
import { z } from "zod";
import { BASE, emptyKey, HANDBOOK, KEY, MODEL, PIXEL, promptTokens, QUESTION, receiptOf, refused, run } from "./cases.mjs";

const openai = (apiKey) => createOpenAI({ baseURL: `${BASE}/api/v1`, apiKey });
const compatible = (apiKey) =>
  createOpenAICompatible({ name: "relais", baseURL: `${BASE}/api/v1`, apiKey, includeUsage: true, supportsStructuredOutputs: true });
const PROVIDERS = {
  // Responses: the client assumes that earlier answers are stored.
  openai,
  "openai chat": (apiKey) => openai(apiKey).chat,
  anthropic: (apiKey) => createAnthropic({ baseURL: `${BASE}/api/v1`, apiKey }),
  "openai-compatible": compatible,
};

const get_weather = tool({
  description: "The weather of a city.",
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `21 degrees in ${city}`,
});
const person = z.object({ name: z.string(), age: z.number().int() });
const tools = { get_weather };

function casesOf(name, provider) {
  const asking = { model: provider(KEY)(MODEL), maxRetries: 0, maxOutputTokens: 2_000 };
  const loop = { ...asking, tools, stopWhen: stepCountIs(4) };
  const question = { role: "user", content: QUESTION };
  const again = { role: "user", content: "Thank you. And tomorrow?" };
  return {
    [`${name}: generateText is charged as its receipt says`]: async () => {
      const { text, usage, response } = await generateText({ ...asking, prompt: "Hello" });
      assert.ok(text);
      const call = await receiptOf(response.headers["x-request-id"] ?? response.headers["request-id"]);
      assert.equal(usage.inputTokens, promptTokens(call.usage));
      assert.equal(usage.outputTokens, call.usage.output_tokens);
    },
    [`${name}: streamText`]: async () => {
      const answer = streamText({ ...asking, prompt: "Hello" });
      let text = "";
      for await (const piece of answer.textStream) text += piece;
      assert.equal(text, await answer.text);
      assert.equal(await answer.finishReason, "stop");
      assert.ok((await answer.usage).outputTokens > 0);
    },
    [`${name}: a tool loop and the next turn by generateText`]: async () => {
      const first = await generateText({ ...loop, messages: [question] });
      assert.match(first.text, /21 degrees in Paris/);
      assert.equal(first.steps.length, 2);
      const messages = first.responseMessages ?? first.response.messages;
      assert.ok((await generateText({ ...loop, messages: [question, ...messages, again] })).text);
    },
    [`${name}: a tool loop and the next turn by streamText`]: async () => {
      const first = streamText({ ...loop, messages: [question] });
      assert.match(await first.text, /21 degrees in Paris/);
      const messages = (await first.responseMessages) ?? (await first.response).messages;
      const second = streamText({ ...loop, messages: [question, ...messages, again] });
      assert.ok(await second.text);
      assert.equal(await second.finishReason, "stop");
    },
    [`${name}: a structured answer`]: async () => {
      const { output } = await generateText({ ...asking, prompt: "Who is Ada?", output: Output.object({ schema: person }) });
      assert.ok(person.parse(output));
    },
    [`${name}: a picture`]: async () => {
      const content = [
        { type: "text", text: "What is this?" },
        { type: "image", image: `data:image/png;base64,${PIXEL}` },
      ];
      assert.ok((await generateText({ ...asking, messages: [{ role: "user", content }] })).text);
    },
    [`${name}: an unknown model`]: async () => {
      const error = await refused(generateText({ ...asking, model: provider(KEY)("gpt-9"), prompt: "Hello" }));
      assert.ok(APICallError.isInstance(error), error.message);
      assert.equal(error.statusCode, 404);
      assert.match(error.message, /There is no model gpt-9/);
    },
    [`${name}: an empty balance`]: async () => {
      const error = await refused(generateText({ ...asking, model: provider(emptyKey())(MODEL), prompt: "Hello" }));
      assert.equal(error.statusCode, 402);
      assert.match(error.message, /balance/i);
    },
  };
}

const cached = {
  "anthropic: cache fields": async () => {
    const cacheControl = { type: "ephemeral" };
    const content = [
      { type: "text", text: `AI SDK. ${HANDBOOK}`, providerOptions: { anthropic: { cacheControl } } },
      { type: "text", text: "Hello" },
    ];
    const asking = { model: PROVIDERS.anthropic(KEY)(MODEL), maxRetries: 0, messages: [{ role: "user", content }] };
    const first = (await generateText(asking)).usage.inputTokenDetails;
    const second = (await generateText(asking)).usage.inputTokenDetails;
    assert.ok(first.cacheWriteTokens + first.cacheReadTokens > 1024);
    assert.equal(second.cacheReadTokens, first.cacheWriteTokens + first.cacheReadTokens);
  },
};

await run(Object.assign({}, ...Object.entries(PROVIDERS).map(([name, provider]) => casesOf(name, provider)), cached));
