import { once } from "node:events";
import { readFileSync } from "node:fs";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { Agent, fetch as fetchOver } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "@/dev/ports";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { ASK, MESSAGE, STREAM } from "@/lib/relay/testing/golden";
import { answerJson, answerStream, type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, newCustomer } from "@/lib/relay/testing/test-relay";
import { type FrontDoorProcess, startFrontDoor } from "@/server/testing/front-door-process";
import { slowLine } from "@/server/testing/slow-line";

const CLIENTS = 24;
/** The time between two machines: for this long a client does not know that its connection was ended. */
const LATENCY_MS = 100;

let output = "";
let upstream: ScriptedUpstream;
let doors: FrontDoorProcess;
let customer: Customer;
let line: Awaited<ReturnType<typeof slowLine>>;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  upstream.play((response, request) => {
    const script = JSON.parse(request.body.toString()).stream ? answerStream(STREAM) : answerJson(MESSAGE);
    return script(response, request);
  });
  doors = await startFrontDoor({
    ANTHROPIC_BASE_URL: upstream.url,
    ANTHROPIC_API_KEY: "sk-upstream",
    PORT: String(await freePort()),
    WEB_CONCURRENCY: "2",
    // Longer than a client of a busy machine pauses between two requests.
    RELAIS_DRAIN_SECONDS: "15",
    RELAIS_TIER_RATES: "off",
  });
  doors.child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  line = await slowLine(doors.port, LATENCY_MS);
  customer = await newCustomer(500_000_000_000n);
}, 60_000);
afterAll(async () => {
  await line?.close();
  await doors?.close();
  await upstream?.close();
});

/** A client that keeps its connections, sends a request now and then, and never retries. */
async function callUntil(isOver: () => boolean, outcomes: unknown[], pauseMs: number): Promise<void> {
  const dispatcher = new Agent({ connections: 1 });
  const fetch = ((url: string, init: object) => fetchOver(url, { ...init, dispatcher })) as unknown as typeof globalThis.fetch;
  const claude = new Anthropic({ apiKey: customer.secret, baseURL: `${line.url}/api`, maxRetries: 0, fetch });
  const openai = new OpenAI({ apiKey: customer.secret, baseURL: `${line.url}/api/v1`, maxRetries: 0, fetch });
  for (let n = 0; !isOver(); n += 1) {
    const call = [
      () => claude.messages.create(ASK).then((message) => message.stop_reason),
      () => openai.chat.completions.create(ASK).then(({ choices }) => choices[0]?.finish_reason),
      () =>
        claude.messages
          .stream(ASK)
          .finalMessage()
          .then((message) => message.stop_reason),
    ][n % 3] as () => Promise<unknown>;
    outcomes.push(await call().catch((error) => error));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  await dispatcher.close();
}

/** The processes that answer; their supervisor answers nothing. */
const workers = () => readFileSync(`/proc/${doors.child.pid}/task/${doors.child.pid}/children`, "utf8").trim().split(" ");

test("two front doors that are restarted one after the other under load lose no call", async () => {
  await expect.poll(() => workers().length).toBe(2);
  let isOver = false;
  const outcomes: unknown[] = [];
  const clients = Array.from({ length: CLIENTS }, (_, n) => callUntil(() => isOver, outcomes, 150 + n * 15));
  const answered = (more: number) => {
    const enough = outcomes.length + more;
    return expect.poll(() => outcomes.length, { interval: 20 }).toBeGreaterThanOrEqual(enough);
  };
  for (const pid of workers()) {
    await answered(3 * CLIENTS);
    process.kill(Number.parseInt(pid, 10), "SIGTERM");
    await expect.poll(() => workers().length === 2 && !workers().includes(pid), { interval: 20 }).toBe(true);
    // As an operator does, the next one is restarted only when this one's successor is ready.
    await expect.poll(() => output.includes(`(process ${workers().at(-1)})`)).toBe(true);
  }
  await answered(CLIENTS);
  isOver = true;
  await Promise.all(clients);
  expect(
    outcomes.filter((outcome): outcome is Error => outcome instanceof Error).map(({ message, cause }) => `${message} ${cause}`),
  ).toEqual([]);
  expect(new Set(outcomes)).toEqual(new Set(["end_turn", "tool_use", "stop"]));
  await expectBooksBalance(customer.workspaceId);
});

test("a front door that is stopped while connections are idle waits for them as long as it is set to, and ends", async () => {
  await fetch(`${doors.url}/api/v1/models`, { headers: { "x-api-key": customer.secret } }).then((answer) => answer.text());
  const startedMs = performance.now();
  const exited = once(doors.child, "exit");
  doors.child.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
  expect(performance.now() - startedMs).toBeLessThan(60_000);
});
