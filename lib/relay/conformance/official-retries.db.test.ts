import { type AddressInfo, connect, createServer, type Server } from "node:net";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { beforeEach, describe, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { ASK, MESSAGE, MODEL, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerError, answerJson, type Script } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";

const { relay, upstream } = await startRelayFixture();
let customer: Customer;

beforeEach(async () => {
  customer = await newCustomer();
});

type Send = (url: string, headers: Record<string, string>) => Promise<unknown>;
const CLIENTS: [string, Send][] = [
  [
    "Anthropic's",
    (url, headers) =>
      new Anthropic({ baseURL: `${url}/api`, apiKey: customer.secret }).messages.create(ASK, { headers, idempotencyKey: "by option" }),
  ],
  [
    "OpenAI's",
    (url, headers) =>
      new OpenAI({ baseURL: `${url}/api/v1`, apiKey: customer.secret }).chat.completions.create(
        { model: MODEL, messages: ASK.messages, max_tokens: 1_000 },
        { headers, idempotencyKey: "by option" },
      ),
  ],
];

/** Forwards bytes to the relay and back, but loses the answer to the first request. */
async function losingProxy(): Promise<{ url: string; server: Server }> {
  let isFirst = true;
  const server = createServer((client) => {
    const up = connect(Number.parseInt(new URL(relay.url).port, 10), "127.0.0.1");
    const losesAnswer = isFirst;
    isFirst = false;
    client.on("error", () => up.destroy()).pipe(up);
    up.on("error", () => client.destroy());
    if (losesAnswer) up.once("data", () => client.resetAndDestroy());
    else up.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** Overloaded only for the first request. */
function overloadedOnce(): Script {
  let isFirst = true;
  return (response, request) => {
    const script = isFirst ? answerError(529, "overloaded_error", "Overloaded") : answerJson(MESSAGE);
    isFirst = false;
    return script(response, request);
  };
}

const charges = async () => (await eventsOf(customer)).map(({ charge_nano }) => charge_nano);

describe.each(CLIENTS)("%s client", (_, send) => {
  test("sends no Idempotency-Key of its own, nor the one of its options: only a header is one", async () => {
    upstream.play(answerJson(MESSAGE));
    await send(upstream.url, {});
    await send(upstream.url, { "Idempotency-Key": "by header" });
    expect(upstream.seen.map(({ headers }) => headers["idempotency-key"])).toEqual([undefined, "by header"]);
  });

  test.each<Record<string, string>>([{}, { "Idempotency-Key": "k" }])(
    "its retry after an overloaded upstream is a call of its own (headers: %j)",
    async (headers) => {
      upstream.play(overloadedOnce());
      await send(relay.url, headers);
      expect((await charges()).filter((charge) => charge > 0n)).toEqual([USAGE_CHARGE_NANO]);
      await expectBooksBalance(customer.workspaceId);
    },
  );

  test("with the header, its retry after a lost answer is given that answer, and pays nothing more", async () => {
    upstream.play(answerJson(MESSAGE));
    const { url, server } = await losingProxy();
    const answer = await send(url, { "Idempotency-Key": "k" });
    expect(JSON.stringify(answer)).toContain("Checking.");
    expect(upstream.seen).toHaveLength(1);
    expect(await charges()).toEqual([USAGE_CHARGE_NANO]);
    server.close();
  });
});
