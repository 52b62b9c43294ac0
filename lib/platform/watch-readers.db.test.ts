import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postgres } from "@/lib/platform/postgres";
import { watchReaders } from "@/lib/platform/watch-readers";
import { inUsageSnapshot } from "@/lib/usage/snapshot";

const outcomes: unknown[] = [];
let server: Server;

beforeAll(async () => {
  watchReaders();
  server = createServer(async (request, response) => {
    const read = inUsageSnapshot(async ({ client }) => {
      // As deep in promises as a page's component.
      await new Promise((resolve) => setImmediate(resolve));
      return (await client.query(`SELECT pg_sleep(${request.url?.slice(1)}), 'asked for' AS text`)).rows[0].text;
    });
    outcomes.push(await read.catch((error) => error));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());

const url = (seconds: number) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${seconds}`;
const atWork = async () =>
  (await postgres().query("SELECT FROM pg_stat_activity WHERE query LIKE '%asked for%' AND state = 'active' AND pid <> pg_backend_pid()"))
    .rowCount;

test("only the leaving reader's page has its reads cancelled", async () => {
  const leaving = new AbortController();
  const left = fetch(url(4.5), { signal: leaving.signal }).catch(() => "left");
  const stays = fetch(url(2)).then((answer) => answer.status);
  await expect.poll(atWork).toBe(2);
  const startedMs = performance.now();
  leaving.abort();
  await expect.poll(() => outcomes.length, { interval: 10 }).toBe(1);
  expect(performance.now() - startedMs).toBeLessThan(1_800);
  expect(outcomes[0]).toMatchObject({ code: "upstream_unavailable" });
  expect([await left, await stays]).toEqual(["left", 200]);
  expect(outcomes[1]).toBe("asked for");
});

test("a read that takes longer than a page may is ended by the server, and reported as busy", async () => {
  const read = inUsageSnapshot(({ client }) => client.query("SELECT pg_sleep(9)"));
  await expect(read).rejects.toMatchObject({ code: "upstream_unavailable", digest: "busy" });
  expect(await atWork()).toBe(0);
});
