import { afterAll, beforeAll, expect, test } from "vitest";
import { type CuttableLine, cuttableLine } from "@/lib/ledger/testing/ledger-tcp";
import { postgres } from "@/lib/platform/postgres";
import { ask } from "@/lib/relay/testing/ask";
import { askAt, MESSAGE, STREAM } from "@/lib/relay/testing/golden";
import { answerJson, answerStream, type ScriptedUpstream, sent, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";
import { type FrontDoorProcess, startFrontDoor } from "@/server/testing/front-door-process";
import { startWorkerProcess } from "@/server/testing/worker-process";

const PATHS = ["/api/v1/messages", "/api/v1/chat/completions", "/api/v1/responses"];
/** Longer than a price table stays valid, so that prices are read again too. */
const SILENCE_MS = 35_000;

let line: CuttableLine;
let upstream: ScriptedUpstream;
let door: FrontDoorProcess;
let worker: Awaited<ReturnType<typeof startWorkerProcess>>;
let customer: Customer;

beforeAll(async () => {
  line = await cuttableLine(process.env.DATABASE_URL ?? "");
  upstream = await startScriptedUpstream();
  const env = { DATABASE_URL: line.databaseUrl };
  door = await startFrontDoor({ ...env, ANTHROPIC_BASE_URL: upstream.url, ANTHROPIC_API_KEY: "sk-upstream" });
  worker = await startWorkerProcess(env);
  worker.child.stdout?.resume();
  customer = await newCustomer();
}, 120_000);
afterAll(async () => {
  await Promise.all([door?.close(), worker?.close(), upstream?.close()]);
  await line.close();
});

const call = (path: string, stream = false) => ask(door.url + path, { secret: customer.secret, body: askAt(path, { stream }) });

/** Refused within seconds, in words that say that it cost nothing. */
async function expectRefused(path: string): Promise<void> {
  const startedMs = performance.now();
  const got = await call(path);
  // The status that Anthropic's clients know as overload.
  const status = path === "/api/v1/messages" ? 529 : 503;
  expect(got).toMatchObject({ status, json: { error: { message: expect.stringContaining("Nothing was charged") } } });
  expect(performance.now() - startedMs).toBeLessThan(9_000);
}

async function sweepIsDone(): Promise<void> {
  await postgres().query("SELECT graphile_worker.add_job('sweep-holds-and-lots', job_key => 'swept')");
  const waiting = async () => (await postgres().query("SELECT FROM graphile_worker.jobs WHERE key = 'swept'")).rowCount;
  await expect.poll(waiting, { interval: 100 }).toBe(0);
}

test("a Postgres that falls silent without closing costs refusals, but no stream and no restart, and all works when it answers again", {
  timeout: 180_000,
}, async () => {
  upstream.play(answerJson(MESSAGE));
  for (const path of PATHS) expect((await call(path)).status).toBe(200);
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  upstream.play(async (response, request) => {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "request-id": "req_upstream" });
    await sent(response, STREAM.slice(0, 5).join(""));
    await held;
    await answerStream(STREAM.slice(5))(Object.assign(response, { writeHead: () => response }), request);
  });
  const stream = call("/api/v1/messages", true);
  await expect.poll(() => upstream.seen.length).toBe(1);

  line.silence();
  const silentMs = performance.now();
  for (const path of PATHS) await expectRefused(path);
  goOn();
  // It ends once its settle is in the spool.
  expect((await stream).text).toContain("message_stop");
  const own = await ask(`${door.url}/api/v1/balance`, { secret: customer.secret });
  expect(own).toMatchObject({ status: 503, json: { error: { message: expect.stringContaining("Nothing was charged") } } });
  while (performance.now() - silentMs < SILENCE_MS) await expectRefused("/api/v1/messages");

  line.restore();
  upstream.play(answerJson(MESSAGE));
  const isServed = async () => (await Promise.all(PATHS.map((path) => call(path)))).map(({ status }) => status);
  await expect.poll(isServed, { interval: 200 }).toEqual([200, 200, 200]);
  await sweepIsDone();
  expect([door.child.exitCode, worker.child.exitCode]).toEqual([null, null]);
  const open = async () => (await postgres().query("SELECT FROM hold WHERE workspace_id = $1", [customer.workspaceId])).rowCount;
  await expect.poll(open).toBe(0);
  expect((await eventsOf(customer)).filter((event) => event.charge_nano > 0n).length).toBeGreaterThanOrEqual(7);
});
