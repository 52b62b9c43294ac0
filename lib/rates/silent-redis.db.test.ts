import { afterAll, expect, test } from "vitest";
import { cuttableLine } from "@/lib/ledger/testing/ledger-tcp";
import { openRedis } from "@/lib/platform/redis";
import { RedisStandIn } from "@/lib/rates/testing/redis-stand-in";

const server = await RedisStandIn.start();
const line = await cuttableLine(server.url);
const client = openRedis(line.databaseUrl);

afterAll(async () => {
  client.disconnect();
  await line.close();
  await server.stop();
});

test("a Redis that falls silent fails what waits on it within seconds, and a new connection is made", async () => {
  await expect.poll(() => client.status).toBe("ready");
  line.silence();
  const startedMs = performance.now();
  await expect(client.zadd("anything", 1, "member")).rejects.toThrow();
  expect(performance.now() - startedMs).toBeLessThan(5_000);
  line.restore();
  await expect.poll(() => client.status).toBe("ready");
  expect(await client.zadd("anything", 1, "member")).toBeDefined();
});
