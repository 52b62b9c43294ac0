import { afterAll, beforeAll, expect, test } from "vitest";
import {
  batchClient,
  batchedRequest,
  endBatchesUpstream,
  heldFor,
  holdBatches,
  startBatchRelay,
  workerRound,
} from "@/lib/batches/testing/batch-relay";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { ask } from "@/lib/relay/testing/ask";
import { eventsOf, newCustomer, type TestRelay } from "@/lib/relay/testing/test-relay";
import { type FrontDoorProcess, startFrontDoor } from "@/server/testing/front-door-process";

const REQUESTS = 10_000;
const SLOW_MS = 400_000;

let relay: TestRelay;
let door: FrontDoorProcess;
beforeAll(async () => {
  relay = await startBatchRelay();
  await holdBatches();
  door = await startFrontDoor({});
}, SLOW_MS);
afterAll(async () => {
  await door.close();
  await relay.close();
});

test(
  "ten thousand requests are taken, settled and read in bounded memory, and other calls of the workspace go on meanwhile",
  async () => {
    const customer = await newCustomer(100_000_000_000n);
    const client = batchClient(door.url, customer);
    const call = async () =>
      (await ask(`${door.url}/api/v1/messages`, { secret: customer.secret, body: batchedRequest("x").params })).status;
    expect(await call()).toBe(200);
    const requests = Array.from({ length: REQUESTS }, (_, n) => batchedRequest(`request-${n}`, `Question ${n}`));
    const [beforeMb, startMs, startCpuMs] = [door.residentMb(), performance.now(), door.mainThreadMs()];
    const creating = client.messages.batches.create({ requests }, { timeout: SLOW_MS });
    const statuses: number[] = [];
    let isCreated = false;
    void creating.finally(() => {
      isCreated = true;
    });
    while (!isCreated) statuses.push(await call());
    const created = await creating;
    const createdMs = performance.now();
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect((await heldFor(customer.workspaceId)).holds).toBe(REQUESTS);
    await endBatchesUpstream();
    const [settlingMs, memory] = [performance.now(), process.memoryUsage().rss];
    await workerRound();
    const settledMs = performance.now();
    expect(await client.messages.batches.retrieve(created.id)).toMatchObject({
      processing_status: "ended",
      request_counts: { succeeded: REQUESTS },
    });
    const seen = new Set<string>();
    for await (const { custom_id, result } of await client.messages.batches.results(created.id))
      if (result.type === "succeeded") seen.add(custom_id);
    const readMs = performance.now();
    expect(seen.size).toBe(REQUESTS);
    const events = await eventsOf(customer);
    expect(events.filter(({ charge_nano }) => charge_nano > 0n)).toHaveLength(REQUESTS + 1 + statuses.length);
    await expectBooksBalance(customer.workspaceId);
    const grownMb = door.residentMb() - beforeMb;
    console.log(
      `10,000 requests: created in ${Math.round(createdMs - startMs)} ms (${Math.round(door.mainThreadMs() - startCpuMs)} ms of the front door's thread, with reading), ` +
        `settled in ${Math.round(settledMs - settlingMs)} ms, read in ${Math.round(readMs - settledMs)} ms; front door grew by ${Math.round(grownMb)} MB, ` +
        `the worker's side by ${Math.round((process.memoryUsage().rss - memory) / 1e6)} MB; ${statuses.length} calls meanwhile`,
    );
    expect(grownMb).toBeLessThan(400);
  },
  SLOW_MS,
);
