import { once } from "node:events";
import type { ServerResponse } from "node:http";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { describe, expect, test } from "vitest";
import { setKey } from "@/lib/keys/testing/set-key";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, askAt, frame, MESSAGE, MODEL, STREAM, USAGE } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerStream, type Script, sent } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";

const { relay, upstream } = await startRelayFixture();

const opening = (usage: object) => frame("message_start", { message: { ...MESSAGE, content: [], stop_reason: null, usage } });
const report = (usage: object, stop_reason: string | null = null) => frame("message_delta", { delta: { stop_reason }, usage });
/** At list price $0.5 for 50 web searches, and $0.045 for the golden stream's tokens. The hold covers a thousand tokens. */
const SEARCHES = { ...USAGE, output_tokens: 20, server_tool_use: { web_search_requests: 50 } };
const BEGINNING = STREAM.slice(0, 8);

/** Sends the frames, then waits until the relay hangs up. */
function untilHungUp(frames: string[], hungUp: (response: ServerResponse) => void): Script {
  return async (response, request) => {
    await answerStream(frames, () => undefined)(response, request);
    await once(response, "close");
    hungUp(response);
  };
}

describe.each([
  { path: "/api/v1/messages", last: /event: error\ndata: \{"type":"error","error":\{"type":"billing_error","message":"([^"]*)"\}\}\n\n$/ },
  {
    path: "/api/v1/chat/completions",
    last: /data: \{"error":\{"message":"([^"]*)","type":"insufficient_quota",.*"code":"insufficient_balance"\}\}\n\n$/,
  },
  {
    path: "/api/v1/responses",
    last: /event: response\.failed\ndata: \{.*"error":\{"code":"insufficient_quota","message":"([^"]*)"\}.*\}\n\n$/,
  },
])("$path", ({ path, last }) => {
  const stream = (customer: Customer) => ask(relay.url + path, { secret: customer.secret, body: askAt(path, { stream: true }) });

  test("a stream that outgrows its hold goes on while the balance covers it, and is charged whole", async () => {
    const customer = await newCustomer();
    upstream.play(async (response, request) => {
      await answerStream([...BEGINNING, report(SEARCHES)], () => undefined)(response, request);
      await expect.poll(async () => (await readWallet(customer.workspaceId))?.heldNano).toBeGreaterThan(500_000_000n);
      response.end([...STREAM.slice(8, -2), report(SEARCHES, "end_turn"), STREAM.at(-1)].join(""));
    });
    const got = await stream(customer);
    expect(got.text).not.toMatch(last);
    const [event] = await eventsOf(customer);
    expect(event).toMatchObject({ outcome: "settled", reason: null });
    expect(event?.charge_nano).toBeGreaterThan(500_000_000n);
    expect(event?.hold_nano).toBeGreaterThan(event?.charge_nano ?? 0n);
    await expectBooksBalance(customer.workspaceId);
  });

  test("once the balance is gone it ends with an error that says so; the upstream is let go, and what there was is charged", async () => {
    const customer = await newCustomer(100_000_000n);
    const isLetGo = new Promise((resolve) => upstream.play(untilHungUp([...BEGINNING, report(SEARCHES)], resolve)));
    const got = await stream(customer);
    await isLetGo;
    expect(got.text).toContain("Checking.");
    expect(last.exec(got.text)?.[1]).toBe(
      "The answer ends here: it costs more than was held for it, and the balance does not cover more of it. What was used until now is charged; top up to ask again.",
    );
    expect(await eventsOf(customer)).toMatchObject([
      { outcome: "settled", reason: "budget_guard", charge_nano: 100_000_000n, output_tokens: 20, is_estimated: true },
    ]);
    expect(await readWallet(customer.workspaceId)).toMatchObject({ availableNano: 0n, heldNano: 0n, holdsInFlight: 0 });
    await expectBooksBalance(customer.workspaceId);
  });

  test("an answer ended before its first word is charged what the upstream had read", async () => {
    const customer = await newCustomer(100_000_000n);
    const isLetGo = new Promise((resolve) => upstream.play(untilHungUp([opening({ input_tokens: 30_000, output_tokens: 1 })], resolve)));
    await setKey(customer.keyId, "budget_nano = 20000000, budget_period = 'day'");
    expect((await stream(customer)).text).toContain("the budget of this key does not cover more of it");
    await isLetGo;
    expect(await eventsOf(customer)).toMatchObject([{ outcome: "settled", reason: "budget_guard", charge_nano: 90_000_000n }]);
    await expectBooksBalance(customer.workspaceId);
  });
});

test("text that goes on and on after a dear prompt is stopped when its own tokens pass the hold", async () => {
  const customer = await newCustomer(17_000_000n);
  // 2,000 tokens read are $0.006 of about $0.0153 held: some 620 of the thousand tokens of output are left.
  const long = (STREAM[7] as string).replace("Checking.", "x".repeat(400));
  const frames = [opening({ input_tokens: 2_000, output_tokens: 1 }), ...STREAM.slice(6, 7)];
  const isLetGo = new Promise((resolve) => {
    upstream.play((response, request) => {
      response.on("close", resolve);
      return answerStream([...frames, ...Array.from({ length: 40 }, () => long)], () => undefined)(response, request);
    });
  });
  await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: { ...ASK, stream: true } });
  await isLetGo;
  const [event] = await eventsOf(customer);
  expect(event).toMatchObject({ reason: "budget_guard", is_estimated: true });
  expect(event?.output_tokens).toBeLessThanOrEqual(1_000);
  expect(event?.charge_nano).toBeGreaterThan(15_000_000n);
  await expectBooksBalance(customer.workspaceId);
});

describe("what another model did inside a call counts as well", () => {
  // 20,000 tokens of Opus 5.5's output are $0.40; the call's own thousand tokens of output, for which it is held, are $0.015.
  const adviser = { type: "advisor_message", model: "claude-opus-5-5", input_tokens: 10, output_tokens: 20_000 };
  const own = { input_tokens: 12, output_tokens: 20 };
  const advised = report({ ...own, iterations: [{ type: "message", ...own }, adviser] });
  const ask1 = (customer: Customer) => ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: { ...ASK, stream: true } });

  test("the hold is extended where the balance covers it", async () => {
    const customer = await newCustomer();
    upstream.play(async (response, request) => {
      await answerStream([...BEGINNING, advised], () => undefined)(response, request);
      await expect.poll(async () => (await readWallet(customer.workspaceId))?.heldNano).toBeGreaterThan(400_000_000n);
      response.end(STREAM.slice(8).join(""));
    });
    expect((await ask1(customer)).text).not.toContain("error");
    const [event] = await eventsOf(customer);
    expect(event?.charge_nano).toBeGreaterThan(400_000_000n);
    expect(event?.hold_nano).toBeGreaterThanOrEqual(event?.charge_nano as bigint);
    await expectBooksBalance(customer.workspaceId);
  });

  test.each([
    ["balance", 100_000_000n, null],
    ["budget", 5_000_000_000n, "budget_nano = 100000000, budget_period = 'day'"],
  ])("the stream ends where the %s does not, and asks once", async (_, availableNano, budget) => {
    const customer = await newCustomer(availableNano);
    if (budget) await setKey(customer.keyId, budget);
    const isLetGo = new Promise((resolve) => upstream.play(untilHungUp([...BEGINNING, advised], resolve)));
    expect((await ask1(customer)).text).toContain("billing_error");
    await isLetGo;
    expect(await eventsOf(customer)).toMatchObject([{ outcome: "settled", reason: "budget_guard" }]);
    await expectBooksBalance(customer.workspaceId);
  });
});

test("another call takes the last money while a stream runs: the stream cannot extend, the other one is answered, nothing is spent twice", async () => {
  const customer = await newCustomer(600_000_000n);
  let goOn = () => {};
  upstream.play(async (response, request) => {
    await answerStream(BEGINNING, () => undefined)(response, request);
    goOn = () => void sent(response, report(SEARCHES));
    started();
  });
  let started = () => {};
  const isRunning = new Promise<void>((resolve) => {
    started = resolve;
  });
  const first = ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: { ...ASK, stream: true } });
  await isRunning;
  const answers: ServerResponse[] = [];
  const second = new Promise((resolve) => {
    upstream.play((response) => {
      answers.push(response);
      goOn();
      resolve(undefined);
    });
  });
  const other = ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: { ...ASK, max_tokens: 36_000 } });
  await second;
  expect((await first).text).toContain("billing_error");
  answers[0]?.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(MESSAGE));
  expect((await other).status).toBe(200);
  expect((await eventsOf(customer)).map(({ reason }) => reason)).toEqual(["budget_guard", null]);
  await expectBooksBalance(customer.workspaceId);
});

test("official clients see an error, not a short answer", async () => {
  const play = () => new Promise((resolve) => upstream.play(untilHungUp([...BEGINNING, report(SEARCHES)], resolve)));
  const [first, second] = [await newCustomer(100_000_000n), await newCustomer(100_000_000n)];
  let isLetGo = play();
  const anthropic = new Anthropic({ baseURL: `${relay.url}/api`, apiKey: first.secret });
  await expect(anthropic.messages.stream({ ...ASK }).finalMessage()).rejects.toThrow(/billing_error/);
  await isLetGo;
  isLetGo = play();
  const openai = new OpenAI({ baseURL: `${relay.url}/api/v1`, apiKey: second.secret });
  const chunks = await openai.chat.completions.create({ model: MODEL, messages: ASK.messages, max_tokens: 1_000, stream: true });
  const read = async () => {
    for await (const chunk of chunks) void chunk;
  };
  await expect(read()).rejects.toMatchObject({ code: "insufficient_balance", type: "insufficient_quota" });
  await isLetGo;
});
