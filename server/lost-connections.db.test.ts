import { afterAll, beforeAll, expect, test } from "vitest";
import { crashingPostgres } from "@/lib/testing/crashing-postgres";

const server = await crashingPostgres();
const { seed } = await import("@/prisma/seed");
const { postgres } = await import("@/lib/platform/postgres");
const { startFrontDoor } = await import("@/server/testing/front-door-process");
const { startWorkerProcess } = await import("@/server/testing/worker-process");
const { answerJson, answerStream, sent, startScriptedUpstream } = await import("@/lib/relay/testing/scripted-upstream");
const { ASK, MESSAGE, STREAM, USAGE_CHARGE_NANO } = await import("@/lib/relay/testing/golden");
const { eventsOf, newCustomer } = await import("@/lib/relay/testing/test-relay");

type Started<Start extends (...of: never[]) => Promise<unknown>> = Awaited<ReturnType<Start>>;
let upstream: Started<typeof startScriptedUpstream>;
let door: Started<typeof startFrontDoor>;
let worker: Started<typeof startWorkerProcess>;
let customer: Started<typeof newCustomer>;
let log = "";

beforeAll(async () => {
  await seed(server.url);
  upstream = await startScriptedUpstream();
  door = await startFrontDoor({ ANTHROPIC_BASE_URL: upstream.url, ANTHROPIC_API_KEY: "sk-upstream", LOG_LEVEL: "error" });
  worker = await startWorkerProcess();
  for (const { child } of [door, worker]) {
    child.stdout?.on("data", (chunk) => {
      log += chunk;
    });
  }
  customer = await newCustomer();
}, 120_000);
afterAll(async () => {
  await Promise.all([door?.close(), worker?.close(), upstream?.close()]);
  await server.stop();
});

const send = (body: object) =>
  fetch(`${door.url}/api/v1/messages`, { method: "POST", headers: { "x-api-key": customer.secret }, body: JSON.stringify(body) });
/** Only the backends of the processes: Postgres' own work in the database, such as a vacuum, is not ours to end. */
const endBackends = () =>
  postgres().query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE pid <> pg_backend_pid() AND datname = current_database() AND backend_type = 'client backend' AND usename = current_user`,
  );

/** A stream in the middle of its output; `goOn` sends the rest. */
async function streamUnderWay(): Promise<{ text: Promise<string>; goOn(): void }> {
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
  const reply = await send({ ...ASK, stream: true });
  expect(reply.status).toBe(200);
  return { text: reply.text(), goOn };
}

/** Served within a bounded time; refusals until then are an overload in the caller's words. */
async function nextCallIsServed(): Promise<void> {
  upstream.play(answerJson(MESSAGE));
  await expect
    .poll(
      async () => {
        const reply = await send(ASK);
        if (reply.status !== 200) expect([reply.status, await reply.text()]).toEqual([529, expect.stringContaining("Nothing was charged")]);
        return reply.status;
      },
      { interval: 50 },
    )
    .toBe(200);
}

/** Neither has ended, and the front door has not needed its last line of defence. */
function expectNothingUncaught(): void {
  expect([door.child.exitCode, worker.child.exitCode]).toEqual([null, null]);
  expect(log.split("\n").filter((line) => line.includes("nobody caught") && !line.includes("graphile-worker"))).toEqual([]);
}

async function roundsGoOn(): Promise<void> {
  await postgres().query("SELECT graphile_worker.add_job('sweep-holds-and-lots')");
  const waiting = async () =>
    (await postgres().query("SELECT FROM graphile_worker.jobs WHERE task_identifier = 'sweep-holds-and-lots' AND run_at <= now()"))
      .rowCount;
  await expect.poll(waiting, { interval: 50 }).toBe(0);
}

test("backends that are ended under a stream end neither the stream nor the front door nor the worker", async () => {
  const stream = await streamUnderWay();
  await endBackends();
  await endBackends();
  stream.goOn();
  expect(await stream.text).toContain("message_stop");
  await nextCallIsServed();
  await roundsGoOn();
  expectNothingUncaught();
});

test("a Postgres that is stopped at once and started again costs no stream and no process, and no call its charge", {
  timeout: 120_000,
}, async () => {
  const before = (await eventsOf(customer)).length;
  const stream = await streamUnderWay();
  await server.crash(async () => {
    stream.goOn();
    expect(await stream.text).toContain("message_stop");
  });
  await nextCallIsServed();
  await roundsGoOn();
  expectNothingUncaught();
  const charged = async () => (await eventsOf(customer)).slice(before).map((event) => event.charge_nano);
  await expect.poll(charged, { interval: 50 }).toEqual([USAGE_CHARGE_NANO, USAGE_CHARGE_NANO]);
});
