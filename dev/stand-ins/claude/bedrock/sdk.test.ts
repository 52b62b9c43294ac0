import { AnthropicBedrock, AnthropicBedrockMantle } from "@anthropic-ai/bedrock-sdk";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ClaudeStandIn, startClaudeStandIn } from "../server";
import { secretOf } from "./signature";

let claude: ClaudeStandIn;
beforeAll(async () => {
  claude = await startClaudeStandIn({ port: 0, settings: { paceMs: 0 } });
});
afterAll(() => claude.stop());
beforeEach(() => claude.standIn.faults.clear());

const signed = { awsAccessKey: "AKIAONE", awsSecretKey: secretOf("AKIAONE"), awsRegion: "us-east-1", maxRetries: 0 };
const runtime = (rest: object = {}) => new AnthropicBedrock({ ...signed, baseURL: claude.url, ...rest });
const mantle = (rest: object = {}) =>
  new AnthropicBedrockMantle({
    awsAccessKey: "AKIAONE",
    awsSecretAccessKey: secretOf("AKIAONE"),
    awsRegion: "us-east-1",
    maxRetries: 0,
    baseURL: `${claude.url}/anthropic`,
    ...rest,
  });
const OPUS = "us.anthropic.claude-opus-5";
const params = { model: OPUS, max_tokens: 500, messages: [{ role: "user" as const, content: "Tell me something" }] };

test("the official SDK signs, sends and reads the answer", async () => {
  const message = await runtime().messages.create(params);
  expect(message).toMatchObject({ id: expect.stringMatching(/^msg_bdrk_/), role: "assistant", model: "claude-opus-5" });
});

test("the official SDK reads the binary stream, and puts together what a plain call returns", async () => {
  const plain = await runtime().messages.create(params);
  const streamed = await runtime().messages.stream(params).finalMessage();
  expect(streamed.content).toEqual(plain.content);
  expect(streamed.usage.output_tokens).toBe(plain.usage.output_tokens);
});

test("an ARN of a profile is one segment of the path", async () => {
  const arn = `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${OPUS}`;
  await expect(runtime().messages.create({ ...params, model: arn })).resolves.toMatchObject({ model: "claude-opus-5" });
});

test("a Bedrock API key and a session's token are accepted", async () => {
  await expect(runtime({ apiKey: "ABSKtest" }).messages.create(params)).resolves.toMatchObject({ type: "message" });
  await expect(runtime({ awsSessionToken: "session" }).messages.create(params)).resolves.toMatchObject({ type: "message" });
});

const REFUSED: [name: string, rest: object, kind: string][] = [
  ["a wrong secret", { awsSecretKey: "wrong" }, "InvalidSignatureException:"],
  ["an unknown key", { awsAccessKey: "AKIAinvalid" }, "UnrecognizedClientException:"],
  ["a wrong API key", { apiKey: "sk-wrong" }, "AccessDeniedException:"],
];

test.each(REFUSED)("%s is refused in Amazon's shape", async (_, rest, kind) => {
  const refusal = await runtime(rest)
    .messages.create(params)
    .catch((error) => error);
  expect(refusal.status).toBe(403);
  expect(refusal.headers.get("x-amzn-errortype")).toBe(kind);
  expect(refusal.error).toEqual({ message: expect.any(String) });
});

test("a base id of a newer model is refused as Amazon does, and so is what InvokeModel does not know", async () => {
  const refused = (change: object) =>
    runtime()
      .messages.create({ ...params, ...change } as typeof params)
      .catch((error) => error.error.message);
  expect(await refused({ model: "anthropic.claude-opus-5" })).toMatch(/on-demand throughput isn’t supported/);
  expect(await refused({ model: "us.anthropic.claude-opus-99" })).toMatch(/model identifier is invalid/);
  expect(await refused({ service_tier: "auto" })).toMatch(/extraneous key \[service_tier\]/);
  expect(await refused({ cache_control: { type: "ephemeral" } })).toMatch(/Extra inputs/);
});

test("faults reach the SDK as Amazon's exceptions, before the stream and inside it", async () => {
  claude.standIn.faults.add({ name: "rate-limit", options: {} }, { account: "AKIAONE", endpoint: "messages", times: 1 });
  await expect(runtime().messages.create(params)).rejects.toMatchObject({ status: 429, error: { message: expect.any(String) } });
  claude.standIn.faults.add({ name: "error-event", options: {} }, { account: null, endpoint: "messages", times: 1 });
  await expect(runtime().messages.stream(params).finalMessage()).rejects.toThrow(/Overloaded/);
});

test("prompts are cached per account, whatever the format", async () => {
  const system = [{ type: "text" as const, text: "word ".repeat(4000), cache_control: { type: "ephemeral" as const } }];
  const ask = (rest: object) => runtime(rest).messages.create({ ...params, system });
  const other = { awsAccessKey: "AKIATWO", awsSecretKey: secretOf("AKIATWO") };
  expect((await ask({})).usage.cache_creation_input_tokens).toBeGreaterThan(1000);
  expect((await ask({})).usage.cache_read_input_tokens).toBeGreaterThan(1000);
  expect((await ask(other)).usage.cache_read_input_tokens).toBe(0);
});

test("the mantle endpoint speaks Anthropic's own format to its own SDK, by bare ids", async () => {
  const bare = { ...params, model: "anthropic.claude-opus-5" };
  const plain = await mantle().messages.create(bare);
  expect((await mantle().messages.stream(bare).finalMessage()).content).toEqual(plain.content);
  const { max_tokens: _, ...counted } = bare;
  expect((await mantle().messages.countTokens(counted)).input_tokens).toBeGreaterThan(0);
  await expect(mantle().messages.create(params)).rejects.toMatchObject({ status: 404 });
  await expect(mantle({ awsSecretAccessKey: "wrong" }).messages.create(bare)).rejects.toMatchObject({ status: 403 });
});
