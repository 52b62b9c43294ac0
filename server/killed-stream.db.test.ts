import { afterAll, beforeAll, expect, test } from "vitest";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { readReceipt } from "@/lib/receipts/read-receipt";
import { receiptJson } from "@/lib/receipts/receipt-json";
import { ASK, frame, MESSAGE, STREAM, USAGE } from "@/lib/relay/testing/golden";
import { answerStream, type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import { asOwner } from "@/lib/testing/owner";
import { type FrontDoorProcess, startFrontDoor } from "@/server/testing/front-door-process";

let upstream: ScriptedUpstream;
let door: FrontDoorProcess;
let relay: TestRelay;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  relay = await startTestRelay(upstream.url);
  door = await startFrontDoor({ ANTHROPIC_BASE_URL: upstream.url, ANTHROPIC_API_KEY: "sk-upstream" });
});
afterAll(async () => {
  await relay.close();
  await upstream.close();
});

/** The prompt is read, and nothing is written yet. */
const SILENT = [
  frame("message_start", { message: { ...MESSAGE, content: [], stop_reason: null, usage: { input_tokens: 12, output_tokens: 1 } } }),
];
/** 12 tokens of prompt, and 6 of output by their bytes: $0.000126. */
const SPOKEN = [...SILENT, ...STREAM.slice(1, 8)];
/** Half a dollar of searches: suddenly more than the hold. */
const REPORT = { ...USAGE, server_tool_use: { web_search_requests: 50 } };
const SEARCHED = [...SPOKEN, frame("message_delta", { delta: { stop_reason: null }, usage: REPORT })];
/** Seven tokens that another model read: $0.000028 beyond the spoken text. */
const ADVICE = { type: "advisor_message", model: "claude-opus-5-5", input_tokens: 7, output_tokens: 0 };
const ITERATIONS = [{ type: "message", input_tokens: 12, output_tokens: 1 }, ADVICE];
const ADVISED = [
  ...SPOKEN,
  frame("message_delta", { delta: { stop_reason: null }, usage: { input_tokens: 12, output_tokens: 1, iterations: ITERATIONS } }),
];
const FRAMES: Record<string, string[]> = { spoken: SPOKEN, searched: SEARCHED, advised: ADVISED, silent: SILENT };

async function openStream(kind: keyof typeof FRAMES): Promise<Customer> {
  const customer = await newCustomer();
  const body = JSON.stringify({ ...ASK, stream: true, messages: [{ role: "user", content: kind }] });
  const response = await fetch(`${door.url}/api/v1/messages`, { method: "POST", headers: { "x-api-key": customer.secret }, body });
  expect(response.status).toBe(200);
  // Ends with the process.
  response.text().catch(() => undefined);
  return customer;
}

const checkpoints = async (...customers: Customer[]) => {
  const { rows } = await postgres().query("SELECT FROM hold WHERE workspace_id = ANY ($1) AND checkpoint_nano > 0", [
    customers.map(({ workspaceId }) => workspaceId),
  ]);
  return rows.length;
};

test("a front door killed in the middle of streams: their usage is charged by the tokens of their own events, to the nano-dollar", async () => {
  upstream.play((response, request) => {
    const { messages } = JSON.parse(request.body.toString());
    return answerStream(FRAMES[messages[0].content] as string[], () => undefined)(response, request);
  });
  const kinds = ["spoken", "searched", "advised", "silent"] as const;
  const [spoken, searched, advised, silent] = (await Promise.all(kinds.map(openStream))) as [Customer, Customer, Customer, Customer];
  await expect.poll(() => checkpoints(spoken, searched, advised)).toBe(3);
  // A checkpoint includes all streams at once: the silent one was left out.
  expect(await checkpoints(silent)).toBe(0);
  await door.close();
  await asOwner("UPDATE worker_lease SET expires_at = now() - interval '1 second'");
  await sweepHolds();

  const partial = { outcome: "settled_partial", reason: "process_lost", endpoint: "messages", is_stream: true, http_status: 200 };
  const seen = { ...partial, upstream: "claude-api", upstream_request_id: "req_upstream", input_tokens: 12, is_estimated: true };
  expect(await eventsOf(spoken)).toMatchObject([{ ...seen, output_tokens: 6, web_searches: 0, charge_nano: 126_000n }]);
  expect(await eventsOf(searched)).toMatchObject([{ ...seen, output_tokens: 150, web_searches: 50, charge_nano: 524_036_000n }]);
  const [event] = await eventsOf(advised);
  expect(event).toMatchObject({ ...seen, charge_nano: 154_000n });
  expect(await readReceipt(advised.workspaceId, event?.id ?? "")).toMatchObject({
    isPricedByTokens: true,
    modelShares: [{ modelId: "claude-opus-5-5", priceNano: 28_000n }],
  });
  expect(await eventsOf(silent)).toMatchObject([{ outcome: "expired", reason: "process_lost", charge_nano: 0n }]);

  for (const customer of [spoken, searched]) {
    const [event] = await eventsOf(customer);
    const receipt = await readReceipt(customer.workspaceId, event?.id ?? "");
    expect(receipt).toMatchObject({ isPricedByTokens: true });
    expect(receiptJson(receipt)).toMatchObject({ reason: "process_lost", exact: receiptJson(receipt).charge });
    const told = await fetch(`${relay.url}/api/v1/calls/${event?.id}`, { headers: { "x-api-key": customer.secret } });
    const { charge, ...call } = (await told.json()) as Record<string, string>;
    expect(call).toMatchObject({ outcome: "settled_partial", reason: "process_lost", receipt: { amount: charge, exact_amount: charge } });
    expect(await readWallet(customer.workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
    await expectBooksBalance(customer.workspaceId);
  }
});
