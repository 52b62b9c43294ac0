import "@/lib/rates/testing/rates-off-environment";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FuzzedAnswer, fuzzedAnswers } from "@/lib/relay/testing/fuzz-answers";
import { FORMATS, type Format, fuzzedRequests, VALID } from "@/lib/relay/testing/fuzz-requests";
import { CASES, expectSound, expectTidy, forEveryCase, LONG, SEED } from "@/lib/relay/testing/fuzz-run";
import { ASK } from "@/lib/relay/testing/golden";
import { accountOf, KINDS, TOKEN } from "@/lib/relay/testing/kinds";
import type { Received } from "@/lib/relay/testing/read-as-client";
import { type Customer, newCustomer, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import { standInUrl } from "@/lib/upstreams/testing/claude-stand-in";

const agent = new Agent({ connections: 32 });
const strays: unknown[] = [];
const noteStray = (error: unknown) => void strays.push(error);

beforeAll(() => {
  console.log(`fuzz: ${CASES} cases of each format, seed ${SEED}`);
  process.on("unhandledRejection", noteStray);
});
afterAll(async () => {
  process.off("unhandledRejection", noteStray);
  await agent.close();
  expect(strays).toEqual([]);
});

async function send(relay: TestRelay, { secret }: Customer, format: Format, bytes: Uint8Array, more: Record<string, string> = {}) {
  const betas = { "anthropic-beta": "server-side-fallback-2026-07-01" };
  const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json", ...betas, ...more };
  const {
    statusCode,
    headers: answered,
    body,
  } = await agent.request({
    origin: relay.url,
    path: `/api/v1/${format}`,
    method: "POST",
    headers,
    body: Buffer.from(bytes),
  });
  const received: Received = { status: statusCode, headers: answered as Record<string, string>, text: await body.text() };
  return { received, id: `${answered["request-id"]}`.replace("req_", "") };
}

/** Several customers, so that the calls do not all wait for one wallet. */
async function customers(): Promise<Customer[]> {
  const all: Customer[] = [];
  while (all.length < 8) all.push(await newCustomer(1_000_000_000_000_000n));
  return all;
}

const isStreamOf = ({ headers }: Received) => headers["content-type"]?.startsWith("text/event-stream") ?? false;

/** A stream that is passed through ends with the upstream's last event, perhaps with more in the same chunk, or with an error. */
const NATIVE_ENDING = /(message_stop|"error"|event: error)[\s\S]*\r?\n\r?\n$/;

describe("requests", () => {
  let relay: TestRelay;
  beforeAll(async () => {
    await fetch(`${standInUrl}/_stand-in/settings`, { method: "POST", body: JSON.stringify({ recordsCalls: false, answerTokens: 12 }) });
    relay = await startTestRelay(standInUrl);
  });
  afterAll(() => relay.close());

  test.each(FORMATS)("%s: the bodies that the run begins with are valid", async (format) => {
    const customer = await newCustomer();
    for (const body of VALID[format]) {
      const { received } = await send(relay, customer, format, Buffer.from(JSON.stringify(body)));
      expect(received.status, received.text).toBe(200);
    }
  });

  test.each(FORMATS)("%s: whatever is sent, the answer is one of the format, and nothing is left over", LONG, async (format) => {
    const everybody = await customers();
    const answered: string[] = [];
    const statuses: Record<number, number> = {};
    await forEveryCase(fuzzedRequests(format), async ({ bytes, headers }, number) => {
      const { received, id } = await send(relay, everybody[number % everybody.length] as Customer, format, bytes, headers);
      statuses[received.status] = (statuses[received.status] ?? 0) + 1;
      await expectSound(format, received, isStreamOf(received));
      if (received.status === 200 && format !== "messages/count_tokens") answered.push(id);
    });
    console.log(`fuzz: ${format}: ${JSON.stringify(statuses)}`);
    await expectTidy(answered);
  });
});

describe("answers of an upstream", () => {
  /** Stored under the number in the call's prompt. */
  const plans = new Map<string, { stream: FuzzedAnswer; whole: FuzzedAnswer }>();
  const provider = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      if (request.url === "/token") return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(TOKEN));
      const body = Buffer.concat(chunks).toString();
      const plan = plans.get(/plan (\d+)/.exec(body)?.[1] ?? "");
      const isStream = /"stream": ?true/.test(body) || /stream/i.test(request.url ?? "");
      return plan ? void play(response, isStream ? plan.stream : plan.whole) : response.writeHead(500).end();
    });
  });
  beforeAll(() => new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve)));
  afterAll(() => {
    provider.closeAllConnections();
    provider.close();
  });

  async function play(response: ServerResponse, { status, headers, pieces, isReset }: FuzzedAnswer): Promise<void> {
    response.writeHead(status, headers).flushHeaders();
    for (const piece of pieces) await new Promise((resolve) => response.write(piece, () => setImmediate(resolve)));
    if (isReset) response.destroy();
    else response.end();
  }

  describe.each(KINDS)("%s", (kind) => {
    let relay: TestRelay;
    beforeAll(async () => {
      relay = await startTestRelay(accountOf(kind, `http://127.0.0.1:${(provider.address() as AddressInfo).port}`));
    });
    afterAll(() => relay.close());

    const formats = FORMATS.filter((format) => format !== "messages/count_tokens");
    test("whatever comes back, the caller gets an answer or an error, pays once or nothing, and nothing is left over", LONG, async () => {
      const everybody = await customers();
      const answered: string[] = [];
      const statuses: Record<number, number> = {};
      await forEveryCase(fuzzedAnswers(kind), async (plan, number) => {
        const key = `${number}`;
        plans.set(key, plan);
        const format = formats[number % formats.length] as Format;
        const body = bodyOf(format, number % 2 === 0, `plan ${key}`);
        const { received, id } = await send(
          relay,
          everybody[number % everybody.length] as Customer,
          format,
          Buffer.from(JSON.stringify(body)),
        );
        plans.delete(key);
        statuses[received.status] = (statuses[received.status] ?? 0) + 1;
        // The native stream passes damaged events on unchanged: we write only its end.
        if (format === "messages" && isStreamOf(received)) expect(`\n\n${received.text}`).toMatch(NATIVE_ENDING);
        else await expectSound(format, received, isStreamOf(received));
        answered.push(id);
      });
      console.log(`fuzz: answers of ${kind}: ${JSON.stringify(statuses)}`);
      await expectTidy(answered);
    });
  });
});

function bodyOf(format: Format, stream: boolean, content: string): object {
  const messages = [{ role: "user", content }];
  if (format === "responses") return { model: ASK.model, max_output_tokens: 100, input: content, stream };
  return { ...ASK, max_tokens: 100, messages, stream };
}
