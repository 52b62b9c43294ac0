import Anthropic from "@anthropic-ai/sdk";
import { expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { ASK, MESSAGE, STREAM, USAGE, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerJson, answerStream } from "@/lib/relay/testing/scripted-upstream";
import { eventsOf, newCustomer, UPSTREAM_SECRET } from "@/lib/relay/testing/test-relay";

const { relay, upstream } = await startRelayFixture();

function anthropic(secret: string): Anthropic {
  return new Anthropic({ apiKey: secret, baseURL: `${relay.url}/api`, maxRetries: 0 });
}

test("a whole message is passed on unchanged and charged to the nano-dollar, with the charge and the rest in its headers", async () => {
  const customer = await newCustomer(5_000_000_000n);
  upstream.play(answerJson(MESSAGE));
  const { data, response } = await anthropic(customer.secret).messages.create(ASK).withResponse();
  expect(data).toMatchObject({ content: MESSAGE.content, usage: USAGE });
  expect(response.headers.get("x-relais-charge")).toBe("0.024036");
  expect(response.headers.get("x-relais-balance")).toBe("4.975964");
  expect(response.headers.get("request-id")).toBe(response.headers.get("x-request-id"));
  const [event] = await eventsOf(customer);
  expect(event).toMatchObject({ outcome: "settled", charge_nano: USAGE_CHARGE_NANO, upstream_request_id: "req_upstream" });
  expect(response.headers.get("request-id")).toBe(`req_${event?.id}`);
  expect(await readWallet(customer.workspaceId)).toMatchObject({ availableNano: 5_000_000_000n - USAGE_CHARGE_NANO, heldNano: 0n });
  await expectBooksBalance(customer.workspaceId);
});

test("a stream is passed on byte for byte and charged once", async () => {
  const customer = await newCustomer();
  upstream.play(answerStream(STREAM));
  const response = await fetch(`${relay.url}/api/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": customer.secret },
    body: JSON.stringify({ ...ASK, stream: true }),
  });
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(await response.text()).toBe(STREAM.join(""));
  expect(await eventsOf(customer)).toMatchObject([{ outcome: "settled", charge_nano: USAGE_CHARGE_NANO, output_tokens: 150 }]);
  await expectBooksBalance(customer.workspaceId);
});

test("Anthropic's client reads the stream to a final message", async () => {
  const customer = await newCustomer();
  upstream.play(answerStream(STREAM));
  const message = await anthropic(customer.secret).messages.stream(ASK).finalMessage();
  expect(message.content.map((block) => block.type)).toEqual(["thinking", "text", "tool_use"]);
  expect(message.usage.output_tokens).toBe(150);
});

test("the upstream gets the caller's own bytes, version and betas, and never the caller's key", async () => {
  const customer = await newCustomer();
  upstream.play(answerJson(MESSAGE));
  const body = `{"x_future":{"b":1,"a":2},"messages":[{"content":"caf\\u00e9","role":"user"}],"max_tokens":50, "temperature":1.0,"model":"${ASK.model}"}`;
  const headers = {
    authorization: `Bearer ${customer.secret}`,
    "anthropic-version": "2026-10-21",
    "anthropic-beta": "a-2026-01-01,b-2026-02-02",
  };
  const response = await fetch(`${relay.url}/api/v1/messages?beta=true`, { method: "POST", headers, body });
  expect(response.status).toBe(200);
  const [seen] = upstream.seen;
  expect(seen?.body.toString()).toBe(body);
  expect(seen?.path).toBe("/v1/messages");
  expect(seen?.headers).toMatchObject({
    "x-api-key": UPSTREAM_SECRET,
    "anthropic-version": "2026-10-21",
    "anthropic-beta": "a-2026-01-01,b-2026-02-02",
  });
  expect(JSON.stringify(seen?.headers)).not.toContain(customer.secret);
});
