import { afterAll, expect, test } from "vitest";
import { postgres } from "@/lib/platform/postgres";
import { UpstreamPool } from "@/lib/upstreams/pool/pool";
import type { PooledAccount } from "@/lib/upstreams/pool/pool-member";
import { PoolHealthWriter, readPoolHealth } from "@/lib/upstreams/stored/pool-health";

const account = (name: string): PooledAccount => ({
  id: name,
  weight: 1,
  isDraining: false,
  account: { kind: "claude-api", name, secret: "sk-canary-4711", baseUrl: "http://127.0.0.1:9" },
});
const pool = new UpstreamPool([account("a"), account("b")]);
const [a] = pool.all();
const writer = new PoolHealthWriter(pool, "front-door-1");
afterAll(() => pool.close());

const limit = { kind: "limit", label: "429", message: "sk-canary-4711 is \0slow", retryAfterSeconds: 30, isModelBound: true } as const;

test("an admin sees which process avoids which upstream account, why and until when, and no secret", async () => {
  const nowMs = Date.now();
  a?.enter("claude-opus-5", nowMs);
  a?.fail("claude-opus-5", limit, nowMs);
  await writer.write(nowMs);
  const found = await readPoolHealth();
  expect(found).toMatchObject([
    {
      accountId: "a",
      instance: expect.stringMatching(/ front-door-1$/),
      calls: 1,
      failures: 1,
      cooling: [{ modelId: "claude-opus-5", label: "429", until: new Date(nowMs + 30_000).toISOString() }],
      lastFailure: { at: new Date(nowMs).toISOString(), label: "429", message: "[redacted] is slow" },
    },
    { accountId: "b", calls: 0, failures: 0, cooling: [], lastFailure: null },
  ]);
});

test("nothing is written while nothing changes, except a sign of life once a minute", async () => {
  const written = async () => (await postgres().query("SELECT max(written_at) AS at FROM upstream_health")).rows[0].at.getTime();
  const nowMs = Date.now() + 40_000;
  await writer.write(nowMs);
  await postgres().query("UPDATE upstream_health SET written_at = now() - interval '1 minute'");
  const before = await written();
  await writer.write(nowMs + 59_000);
  expect(await written()).toBe(before);
  await writer.write(nowMs + 60_000);
  expect(await written()).toBeGreaterThan(before);
});

test("a removed upstream account disappears, and so does a process that ends or is long silent", async () => {
  pool.replace([account("b")]);
  await writer.write();
  expect((await readPoolHealth()).map(({ accountId }) => accountId)).toEqual(["b"]);
  await postgres().query("UPDATE upstream_health SET written_at = now() - interval '4 minutes'");
  expect(await readPoolHealth()).toEqual([]);
  await writer.write(Date.now() + 120_000);
  await writer.close();
  expect((await postgres().query("SELECT FROM upstream_health")).rowCount).toBe(0);
});
