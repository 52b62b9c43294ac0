import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import type { RateLimits } from "@/lib/basics/rate-limits";
import { openRedis } from "@/lib/platform/redis";
import { type Admission, type Admitted, Gate } from "@/lib/rates/admission";
import { RedisCounters } from "@/lib/rates/redis-counters";
import { REDIS_SERVERS, type RedisServer } from "@/lib/rates/testing/redis-servers";

const NONE: RateLimits = { requestsPerMinute: null, tokensPerMinute: null, concurrentCalls: null };
const START = Date.parse("2026-11-21T12:00:00Z");
/** Long enough that a busy machine does not look like a hanging Redis. */
const PATIENT_MS = 5_000;
const run = promisify(execFile);
describe.each(REDIS_SERVERS)("over $name", ({ start, isHere }) => {
  const limits: RateLimits = { ...NONE, requestsPerMinute: 25 };
  let server: RedisServer;
  let connections: Redis[];
  let workspaceId: string;

  beforeEach(async () => {
    if (!isHere) return;
    server = await start();
    connections = [];
    workspaceId = newId();
  });
  afterEach(async () => {
    if (!isHere) return;
    for (const each of connections) each.disconnect();
    await server.stop();
  });

  /** The state of one process: its own counters and its own connection. */
  async function gate(answerTimeoutMs = PATIENT_MS): Promise<Gate> {
    const connection = openRedis(server.url);
    connections.push(connection);
    await new Promise((resolve) => connection.once("ready", resolve));
    return new Gate(new RedisCounters(connection, answerTimeoutMs));
  }
  const ask = (at: Gate, workspace = limits, nowMs = START, key: RateLimits | null = null, promptTokens = 0, callId = newId()) =>
    at.admit({ callId, workspaceId, keyId: "key", workspace, key, promptTokens }, nowMs);
  /** Asks with a call that ends at once. */
  async function tokensLeft(at: Gate, workspace: RateLimits, nowMs = START): Promise<number | undefined> {
    const answer = await ask(at, workspace, nowMs);
    if (answer.kind === "refused") return answer.views.tokens?.remaining;
    answer.admission.finish(0, nowMs);
    return answer.admission.views.tokens?.remaining;
  }
  const countIn = async (answers: ReturnType<typeof ask>[]) =>
    (await Promise.all(answers)).filter(({ kind }) => kind === "admitted").length;

  test.skipIf(!isHere)("two processes that ask at once get together what the limit says", async () => {
    const ask40 = async () => {
      const parameters = [
        "--import",
        "tsx",
        "--conditions=react-server",
        "lib/rates/testing/gate-child.ts",
        server.url,
        "40",
        workspaceId,
        `${START}`,
      ];
      return Number.parseInt((await run(process.execPath, parameters)).stdout, 10);
    };
    const [one, other] = await Promise.all([ask40(), ask40()]);
    expect(one + other).toBe(25);
  });

  test.skipIf(!isHere)("what one refuses does not count, and two minutes later all is forgotten", async () => {
    const [one, other] = [await gate(), await gate()];
    expect(await countIn(Array.from({ length: 60 }, (_, n) => ask(n % 2 ? one : other)))).toBe(25);
    // The other one's reverted count may arrive a moment later.
    await expect
      .poll(() => ask(one, limits, START + 60_000))
      .toMatchObject({ kind: "refused", refusal: { of: "requests", retryAfterSeconds: 3 } });
    expect(await countIn(Array.from({ length: 60 }, (_, n) => ask(n % 2 ? one : other, limits, START + 120_000)))).toBe(25);
  });

  test.skipIf(!isHere)("tokens and running calls of one process count in the other", async () => {
    const [one, other] = [await gate(), await gate()];
    const tight = { requestsPerMinute: null, tokensPerMinute: 1_000, concurrentCalls: 2 };
    const first = await ask(one, tight);
    await ask(other, tight);
    expect(await ask(other, tight)).toMatchObject({ kind: "refused", refusal: { of: "concurrency" } });
    if (first.kind === "admitted") first.admission.finish(1_500, START);
    await expect
      .poll(() => ask(other, tight))
      .toMatchObject({ kind: "refused", refusal: { of: "tokens" }, views: { tokens: { remaining: 0 } } });
  });

  test.skipIf(!isHere)("prompts of calls at once get together what the limit says, and give it back when they end", async () => {
    const [one, other] = [await gate(), await gate()];
    const tight = { ...NONE, tokensPerMinute: 40_000 };
    const ask50 = (promptTokens: number, key: RateLimits | null = null) =>
      Promise.all(Array.from({ length: 50 }, (_, n) => ask(n % 2 ? one : other, key ? NONE : tight, START, key, promptTokens)));
    for (const promptTokens of [200_000, 10_000]) {
      for (const key of [null, tight]) {
        const admissions = (await ask50(promptTokens, key)).flatMap((each) => (each.kind === "admitted" ? [each.admission] : []));
        expect(admissions).toHaveLength(promptTokens === 200_000 ? 1 : 4);
        for (const each of admissions) each.finish(0, START);
        await expect.poll(() => tokensLeft(one, tight)).toBe(40_000);
      }
    }
  });

  test.skipIf(!isHere)("a reservation is given back to its own minute", async () => {
    const one = await gate();
    const tight = { ...NONE, tokensPerMinute: 40_000 };
    const enter = () => ask(one, tight, START, null, 10_000);
    const calls = await Promise.all([enter(), enter(), enter()]);
    const finish = (n: number, nowMs: number) => calls[n]?.kind === "admitted" && calls[n].admission.finish(1_000, nowMs);
    expect(await tokensLeft(one, tight, START)).toBe(10_000);
    finish(0, START);
    expect(await tokensLeft(one, tight, START)).toBe(19_000);
    finish(1, START + 60_000);
    finish(2, START + 180_000);
    expect(await tokensLeft(one, tight, START + 60_000)).toBe(38_000);
    expect(await tokensLeft(one, tight, START + 180_000)).toBe(39_000);
  });

  test.skipIf(!isHere)("Redis and a process on its own say the same of the same calls", async () => {
    const [over, alone] = [await gate(), new Gate()];
    // Such small limits that every rounding matters for one of them.
    const tight = { requestsPerMinute: 12, tokensPerMinute: 60, concurrentCalls: 3 };
    const open: Admission[][] = [];
    const seen = new Set<string>();
    let nowMs = START;
    for (let n = 0; n < 600; n++) {
      nowMs += (n * 7_919) % 6_007;
      const asked = [over, alone].map((at) => ask(at, tight, nowMs, { ...tight, tokensPerMinute: 50 }, (n * 613) % 9));
      const [first, second] = await Promise.all(asked);
      const told = (each?: Admitted) => each && (each.kind === "refused" ? each : each.admission.views);
      expect(told(first)).toEqual(told(second));
      seen.add(first?.kind === "refused" ? first.refusal.of : "in");
      if (first?.kind === "admitted" && second?.kind === "admitted") open.push([first.admission, second.admission]);
      if (n % 3 > 0) for (const each of open.shift() ?? []) each.finish((n * 331) % 11, nowMs);
    }
    expect([...seen].sort()).toEqual(["concurrency", "in", "requests", "tokens"]);
  });

  test.skipIf(!isHere)("a key's own limit holds across processes too", async () => {
    const [one, other] = [await gate(), await gate()];
    const key = { ...limits, requestsPerMinute: 4 };
    expect(await countIn(Array.from({ length: 20 }, (_, n) => ask(n % 2 ? one : other, limits, START, key)))).toBe(4);
  });

  test.skipIf(!isHere)("killed mid-way it stops nobody: each process goes on from what it counted itself", async () => {
    const [one, other] = [await gate(), await gate()];
    expect(await countIn(Array.from({ length: 10 }, (_, n) => ask(n % 2 ? one : other)))).toBe(10);
    const inFlight = Array.from({ length: 5 }, () => ask(one));
    await server.stop();
    expect(await countIn(inFlight)).toBe(5);
    expect(await countIn(Array.from({ length: 40 }, () => ask(one)))).toBe(15);
    expect(await countIn(Array.from({ length: 40 }, () => ask(other)))).toBe(20);
  });

  test.skipIf(!isHere)("one that hangs delays the calls of a tenth of a second only, and is asked again after two", async () => {
    const one = await gate(100);
    server.setHanging(true);
    const begin = performance.now();
    expect(await countIn(Array.from({ length: 10 }, () => ask(one)))).toBe(10);
    expect(performance.now() - begin).toBeLessThan(1_000);
    expect(ask(one)).not.toBeInstanceOf(Promise);
    server.setHanging(false);
    expect(ask(one, limits, START + 2_000)).toBeInstanceOf(Promise);
  });
});
