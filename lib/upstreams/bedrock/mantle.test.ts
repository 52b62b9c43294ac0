import { afterAll, beforeEach, expect, test } from "vitest";
import type { BedrockAccount } from "@/lib/upstreams/account";
import { createUpstream } from "@/lib/upstreams/create-upstream";
import { control, fault, lastCall, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";
import { eventsIn, exchange } from "@/lib/upstreams/testing/exchange";
import { COUNT_TOKENS_PATH } from "@/lib/upstreams/upstream";
import { refusalOfUpstream } from "@/lib/wire/upstream-fault";

const account: BedrockAccount = {
  kind: "bedrock",
  name: "mantle",
  region: "us-east-1",
  route: { endpoint: "mantle" },
  credentials: { kind: "access-key", accessKeyId: "AKIAONE", secretAccessKey: "secret-of-AKIAONE" },
  baseUrl: standInUrl,
};
const mantle = createUpstream(account);
const first = createUpstream({ kind: "claude-api", name: "claude", secret: "sk-one", baseUrl: standInUrl });
afterAll(() => Promise.all([mantle.close(), first.close()]));
beforeEach(() => control("DELETE", "faults"));

const ask = { max_tokens: 400, model: "claude-opus-5", messages: [{ role: "user", content: "Tell me something" }] };
const withoutIds = (text: string) => text.replace(/"id":"[^"]*"/g, "");

test("a stream passes unchanged, pings included, except for the model's name in its start", async () => {
  const body = { ...ask, stream: true };
  const [anthropic, amazon] = [await exchange(first, body), await exchange(mantle, body)];
  expect(withoutIds(amazon.text)).toBe(withoutIds(anthropic.text));
  const call = await lastCall();
  expect(call.path).toBe("/anthropic/v1/messages");
  expect(call.body).toBe(JSON.stringify(body).replace("claude-opus-5", "anthropic.claude-opus-5"));
  expect(call.headers.authorization).toMatch(/\/us-east-1\/bedrock-mantle\/aws4_request,/);
});

test("a whole answer and a count are Anthropic's", async () => {
  const [amazon, anthropic] = [await exchange(mantle, ask), await exchange(first, ask)];
  expect(withoutIds(amazon.text)).toBe(withoutIds(anthropic.text));
  const counted = await exchange(mantle, { model: "claude-opus-5", messages: ask.messages }, { path: COUNT_TOKENS_PATH });
  expect(counted.json).toEqual({ input_tokens: expect.any(Number) });
});

test("versions and betas go upstream unchanged", async () => {
  const headers = { "anthropic-version": "2026-10-21", "anthropic-beta": "a-2026-01-01,b-2026-02-02" };
  await exchange(mantle, ask, { headers });
  expect((await lastCall()).headers).toMatchObject(headers);
  await exchange(first, ask, { headers });
  expect((await lastCall()).headers).toMatchObject({ ...headers, "x-api-key": "sk-one" });
});

test("a start that trickles in is still renamed; an error before it passes", async () => {
  await fault("trickle", { bytes: 7 });
  const trickled = await exchange(mantle, { ...ask, stream: true });
  expect(eventsIn(trickled.text)[0]).toMatchObject({ message: { model: "claude-opus-5" } });
  await fault("error-event", { afterEvent: 0 });
  expect(eventsIn((await exchange(mantle, { ...ask, stream: true })).text)).toMatchObject([{ type: "error" }]);
});

test("a wrong key is the operator's fault", async () => {
  const wrong = createUpstream({ ...account, credentials: { kind: "api-key", secret: "ABSKinvalid" } });
  const answer = await exchange(wrong, ask);
  expect(refusalOfUpstream(answer.status, Buffer.from(answer.text)).fault).toBe("operator");
  await wrong.close();
});
