import { expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { ask } from "@/lib/relay/testing/ask";
import { ASK } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";
import { deltaEvent, STOP_EVENT, sse, startEvent, textEvent } from "@/lib/wire/testing/streams";

const { relay, upstream } = await startRelayFixture();

const document = { type: "document", source: { type: "base64", media_type: "application/pdf", data: "JVBERi0x".repeat(655_360) } };
const block = { type: "web_fetch_tool_result", tool_use_id: "srvtoolu_1", content: { type: "web_fetch_result", content: document } };
const begun = sse(startEvent({ input_tokens: 5, output_tokens: 1 }), { type: "content_block_start", index: 0, content_block: block });
const rest = sse(
  { type: "content_block_stop", index: 0 },
  { type: "content_block_start", index: 1, content_block: { type: "text", text: "" } },
  textEvent("Read."),
  deltaEvent({ input_tokens: 5, output_tokens: 9 }),
  STOP_EVENT,
);

test.each(["messages", "chat/completions"])("%s: a document of 5 MB inside a stream does not break it, and it is charged", async (path) => {
  upstream.play((response) => {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    response.end(Buffer.concat([begun, rest]));
  });
  const customer = await newCustomer();
  const got = await ask(`${relay.url}/api/v1/${path}`, { secret: customer.secret, body: { ...ASK, stream: true } });
  if (path === "messages") expect(got.text === Buffer.concat([begun, rest]).toString()).toBe(true);
  else expect(got.text).toMatch(/Read\.[\s\S]*data: \[DONE\]\n\n$/);
  const [event] = await eventsOf(customer);
  expect(event).toMatchObject({ outcome: "settled", reason: null, is_estimated: false, output_tokens: 9 });
  await expectBooksBalance(customer.workspaceId);
});

test("an upstream that breaks off inside it ends the stream with an error, after a frame that clients pass over", async () => {
  upstream.play((response) => {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    response.write(begun.subarray(0, 2_000_000), () => setTimeout(() => response.destroy(), 100));
  });
  const customer = await newCustomer();
  const got = await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: { ...ASK, stream: true } });
  expect(got.status).toBe(200);
  expect(got.text.slice(-300)).toMatch(/JVBERi0x\w*\nevent: ping\n\nevent: error\ndata: \{"type":"error"[^\n]*\n\n$/);
  // No block of the answer arrived complete.
  expect((await eventsOf(customer)).map(({ outcome, charge_nano }) => [outcome, charge_nano])).toEqual([["released", 0n]]);
  await expectBooksBalance(customer.workspaceId);
});
