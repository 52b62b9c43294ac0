import "@/lib/rates/testing/rates-off-environment";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { ask, type Got } from "@/lib/relay/testing/ask";
import { ASK, frame, MESSAGE, USAGE } from "@/lib/relay/testing/golden";
import { accountOf, framesOf, KINDS, streamTypeOf, TOKEN } from "@/lib/relay/testing/kinds";
import { type Customer, eventsOf, newCustomer, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";

const AT_ONCE = 24;
// Thousands of calls, one for each byte, are slow on a busy machine.
const LONG = { timeout: 300_000 };
const { output_tokens: _, ...startUsage } = USAGE;
const TEXT = "It rains.";
/** There is no output before the third event; the fifth reports the output. */
const EVENTS = [
  frame("message_start", { message: { ...MESSAGE, content: [], stop_reason: null, usage: { ...startUsage, output_tokens: 1 } } }),
  frame("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
  frame("content_block_delta", { index: 0, delta: { type: "text_delta", text: TEXT } }),
  frame("content_block_stop", { index: 0 }),
  frame("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 150 } }),
  frame("message_stop", {}),
];
/** Sonnet 4.6: 12 input, 1,000 and 2,000 cache write, 20,000 cache read tokens. */
const PROMPT_NANO = 21_786_000n;
const OUTPUT_TOKEN_NANO = 15_000n;
const ESTIMATED_TOKENS = BigInt(Math.ceil(TEXT.length / 4));

/** The charge for an answer that broke off after so many whole events. */
function chargeOf(wholeEvents: number): bigint {
  if (wholeEvents < 3) return 0n;
  return PROMPT_NANO + OUTPUT_TOKEN_NANO * (wholeEvents < 5 ? ESTIMATED_TOKENS : 150n);
}

type Answering = (response: ServerResponse, place: number) => unknown;
let answering: Answering = (response) => response.end();

/** Answers each call up to the position that the call itself gives. */
const provider = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    if (request.url === "/token") return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(TOKEN));
    const { metadata } = JSON.parse(Buffer.concat(chunks).toString());
    return answering(response, Number.parseInt(metadata.user_id, 10));
  });
});

beforeAll(() => new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve)));
afterAll(() => {
  provider.closeAllConnections();
  provider.close();
});

/** Does the work for every number below `count`, or every `step`th and the last, several at a time. */
async function forEvery(count: number, step: number, work: (place: number) => Promise<void>): Promise<void> {
  let next = 0;
  const sender = async () => {
    while (next < count) {
      const place = next;
      next = Math.min(place + step, Math.max(place + 1, count - 1));
      await work(place);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
}

/** The end of a stream that a client reads as a complete answer or as an error. */
const ENDING = /\n\n(event: message_stop\ndata: .*|event: error\ndata: .*)\n\n$/;

describe.each(KINDS)("%s", (kind) => {
  let relay: TestRelay;
  let customer: Customer;
  const frames = framesOf(kind, EVENTS);
  const bytes = Buffer.concat(frames);
  const ends = frames.map((_, index) => Buffer.concat(frames.slice(0, index + 1)).length);

  beforeAll(async () => {
    relay = await startTestRelay(accountOf(kind, `http://127.0.0.1:${(provider.address() as AddressInfo).port}`));
    customer = await newCustomer(100_000_000_000_000n);
  });
  afterAll(() => relay.close());

  const send = (place: number, fields: object) =>
    ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: { ...ASK, ...fields, metadata: { user_id: `${place}` } } });

  async function expectCharges(answers: Map<string, bigint>): Promise<void> {
    const events = (await eventsOf(customer)).filter((event) => answers.has(event.id));
    expect(events).toHaveLength(answers.size);
    const wrong = events.filter((event) => event.charge_nano !== answers.get(event.id));
    expect(wrong).toEqual([]);
    expect(events.filter((event) => (event.charge_nano === 0n) !== (event.outcome === "released"))).toEqual([]);
    expect(await readWallet(customer.workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
    await expectBooksBalance(customer.workspaceId);
  }

  const idOf = ({ headers }: Got) => (headers.get("request-id") ?? "").replace("req_", "");

  test("a stream that is cut at any of its bytes is charged once, by the rule, and never leaves a hold", LONG, async () => {
    answering = (response, place) => {
      response.writeHead(200, { "content-type": streamTypeOf(kind) });
      const isReset = place % 2 === 1;
      response.write(bytes.subarray(0, place), () => (isReset ? response.destroy() : response.end()));
    };
    const answers = new Map<string, bigint>();
    await forEvery(bytes.length + 1, 1, async (place) => {
      const got = await send(place, { stream: true });
      // A break may come before the headers: then there is no answer and no charge.
      const wholeEvents = got.status === 200 ? ends.filter((end) => end <= place).length : 0;
      if (got.status === 200) expect(`\n\n${got.text}`).toMatch(ENDING);
      answers.set(idOf(got), chargeOf(wholeEvents));
    });
    expect(answers.size).toBe(bytes.length + 1);
    await expectCharges(answers);
  });

  test("a message that is cut at any of its bytes is a clear error and free", LONG, async () => {
    const message = Buffer.from(JSON.stringify(MESSAGE));
    answering = (response, place) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write(message.subarray(0, place), () => (place % 2 === 1 && place < message.length ? response.destroy() : response.end()));
    };
    const answers = new Map<string, bigint>();
    await forEvery(message.length + 1, kind === "claude-api" ? 1 : 7, async (place) => {
      const got = await send(place, {});
      expect(got.status).toBe(place === message.length ? 200 : 529);
      answers.set(idOf(got), place === message.length ? chargeOf(EVENTS.length) : 0n);
    });
    await expectCharges(answers);
  });

  test(
    "a client that leaves after any event, or in the middle of one, pays exactly what the upstream reports in the end",
    LONG,
    async () => {
      customer = await newCustomer();
      const places = [0, ...ends.slice(0, -1).flatMap((end) => [end, end + 7])];
      for (const place of places) {
        const left = new AbortController();
        let finish = () => {};
        answering = (response) => {
          response.writeHead(200, { "content-type": streamTypeOf(kind) }).flushHeaders();
          response.write(bytes.subarray(0, place));
          finish = () => response.end(bytes.subarray(place));
        };
        const before = (await eventsOf(customer)).length;
        const headers = { authorization: `Bearer ${customer.secret}` };
        const body = JSON.stringify({ ...ASK, stream: true, metadata: { user_id: "0" } });
        const response = await fetch(`${relay.url}/api/v1/messages`, { method: "POST", headers, body, signal: left.signal });
        const reader = response.body?.getReader();
        if (place > 0) await reader?.read();
        left.abort();
        await reader?.closed.catch(() => undefined);
        finish();
        await expect.poll(async () => (await eventsOf(customer)).length).toBe(before + 1);
        expect((await eventsOf(customer)).at(-1)).toMatchObject({ outcome: "settled", is_estimated: false, charge_nano: chargeOf(6) });
      }
      expect(await readWallet(customer.workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
      await expectBooksBalance(customer.workspaceId);
    },
  );
});
