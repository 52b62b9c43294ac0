import { AnthropicVertex } from "@anthropic-ai/vertex-sdk";
import { OAuth2Client } from "google-auth-library";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ClaudeStandIn, startClaudeStandIn } from "../server";

let claude: ClaudeStandIn;
beforeAll(async () => {
  claude = await startClaudeStandIn({ port: 0, settings: { paceMs: 0 } });
});
afterAll(() => claude.stop());
beforeEach(() => claude.standIn.faults.clear());

function sdk(token = claude.standIn.google.issue(Date.now()).access_token, region = "global") {
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: token, expiry_date: Date.now() + 3_000_000 });
  return new AnthropicVertex({ baseURL: `${claude.url}/v1`, region, projectId: "p", authClient, maxRetries: 0 });
}
const params = { model: "claude-opus-5", max_tokens: 500, messages: [{ role: "user" as const, content: "Tell me something" }] };

test("the official SDK calls, streams and counts", async () => {
  const plain = await sdk().messages.create(params);
  expect(plain).toMatchObject({ id: expect.stringMatching(/^msg_vrtx_/), role: "assistant" });
  expect((await sdk().messages.stream(params).finalMessage()).content).toEqual(plain.content);
  const { max_tokens: _, ...counted } = params;
  expect((await sdk().messages.countTokens(counted)).input_tokens).toBeGreaterThan(0);
});

test("dated models have an @, and single regions have no newer ones", async () => {
  const dated = { ...params, model: "claude-sonnet-4-5@20250929" };
  await expect(sdk().messages.create(dated)).resolves.toMatchObject({ type: "message" });
  await expect(sdk(undefined, "us-east5").messages.create(dated)).resolves.toMatchObject({ type: "message" });
  await expect(sdk().messages.create({ ...params, model: "claude-sonnet-4-5-20250929" })).rejects.toMatchObject({ status: 404 });
  await expect(sdk(undefined, "us-east5").messages.create(params)).rejects.toMatchObject({ status: 404 });
});

test("an unknown token is refused in Google's shape, inside an array for a stream", async () => {
  const body = { error: { code: 401, status: "UNAUTHENTICATED", message: expect.any(String) } };
  const refusal = (isStream: boolean) =>
    sdk("ya29.unknown")
      .messages.create({ ...params, stream: isStream })
      .catch((error) => error.error);
  expect(await refusal(false)).toEqual(body);
  expect(await refusal(true)).toEqual([body]);
});

test("faults reach the SDK in Google's shape", async () => {
  claude.standIn.faults.add({ name: "rate-limit", options: {} }, { account: "p", endpoint: "messages", times: 1 });
  await expect(sdk().messages.create(params)).rejects.toMatchObject({ status: 429, error: { error: { status: "RESOURCE_EXHAUSTED" } } });
});
