import type { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { newId } from "@/lib/basics/ids";
import { openRedis } from "@/lib/platform/redis";
import { type Admission, Gate } from "@/lib/rates/admission";
import { RedisCounters } from "@/lib/rates/redis-counters";
import { REDIS_SERVERS, type RedisServer } from "@/lib/rates/testing/redis-servers";

const START = Date.parse("2026-11-21T12:00:00Z");
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

describe.each(REDIS_SERVERS)("over $name", ({ start, isHere }) => {
  let server: RedisServer;
  let connections: Redis[];
  let workspaceId: string;
  let nowMs: number;

  beforeEach(async () => {
    if (!isHere) return;
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    server = await start();
    connections = [];
    workspaceId = newId();
    nowMs = START;
  });
  afterEach(async () => {
    if (!isHere) return;
    vi.useRealTimers();
    for (const each of connections) each.disconnect();
    await server.stop();
  });

  async function gate(answerTimeoutMs = 5_000) {
    const connection = openRedis(server.url);
    connections.push(connection);
    await event(connection, "ready");
    return { connection, gate: new Gate(new RedisCounters(connection, answerTimeoutMs, () => nowMs)) };
  }
  const event = (connection: Redis, name: string) => new Promise((resolve) => connection.once(name, resolve));
  const ask = async (at: Gate, concurrentCalls = 5) => {
    const workspace = { requestsPerMinute: null, tokensPerMinute: null, concurrentCalls };
    return at.admit({ callId: newId(), workspaceId, keyId: "key", workspace, key: null }, nowMs);
  };
  async function enter(at: Gate, count: number): Promise<Admission[]> {
    const answers = await Promise.all(Array.from({ length: count }, () => ask(at)));
    return answers.flatMap((answer) => (answer.kind === "admitted" ? [answer.admission] : []));
  }
  /** Whether a call would be admitted if only one is allowed. */
  async function isIdle(at: Gate): Promise<boolean> {
    const answer = await ask(at, 1);
    if (answer.kind === "admitted") answer.admission.finish(0, nowMs);
    return answer.kind === "admitted";
  }

  test.skipIf(!isHere)("calls that a Redis which hung counted after all are taken back once it is awake", async () => {
    const [one, other] = [await gate(100), await gate()];
    server.setHanging(true);
    const calls = await enter(one.gate, 5);
    expect(calls).toHaveLength(5);
    for (const each of calls) each.finish(0, nowMs);
    server.setHanging(false);
    await expect.poll(() => isIdle(other.gate)).toBe(true);
    nowMs += 2 * SECOND;
    expect(await enter(one.gate, 6)).toHaveLength(5);
  });

  test.skipIf(!isHere)("calls that end while the connection is away are gone as soon as it is back", async () => {
    const [one, other] = [await gate(), await gate()];
    const calls = await enter(one.gate, 5);
    const [closed, ready] = [event(one.connection, "close"), event(one.connection, "ready")];
    await server.reset();
    await closed;
    for (const each of calls) each.finish(0, nowMs);
    await ready;
    await expect.poll(async () => other.connection.status === "ready" && (await isIdle(other.gate))).toBe(true);
    expect(await enter(one.gate, 6)).toHaveLength(5);
  });

  test.skipIf(!isHere)("calls of a process that dies are forgotten within a minute", async () => {
    const [one, other] = [await gate(), await gate()];
    await enter(one.gate, 5);
    one.connection.disconnect();
    nowMs = START + 59 * SECOND;
    expect(await enter(other.gate, 1)).toHaveLength(0);
    nowMs = START + 60 * SECOND;
    expect(await enter(other.gate, 6)).toHaveLength(5);
  });

  test.skipIf(!isHere)("a stream of an hour counts to its end, by one command in twenty seconds", async () => {
    const one = await gate();
    const [stream] = await enter(one.gate, 1);
    const sent = vi.spyOn(one.connection, "pipeline");
    while (nowMs < START + HOUR) {
      nowMs += 20 * SECOND;
      vi.advanceTimersByTime(20 * SECOND);
    }
    expect(await isIdle(one.gate)).toBe(false);
    expect(sent).toHaveBeenCalledTimes(180);
    stream?.finish(0, nowMs);
    expect(await isIdle(one.gate)).toBe(true);
    vi.advanceTimersByTime(20 * SECOND);
    expect([sent.mock.calls.length, vi.getTimerCount()]).toEqual([180, 0]);
  });

  test.skipIf(!isHere)("a running call that Redis has forgotten counts again when the connection is back", async () => {
    const [one, other] = [await gate(), await gate()];
    const [stream] = await enter(one.gate, 1);
    nowMs = START + 90 * SECOND;
    expect(await isIdle(other.gate)).toBe(true);
    const ready = event(one.connection, "ready");
    await server.reset();
    await ready;
    await expect.poll(async () => other.connection.status === "ready" && (await isIdle(other.gate))).toBe(false);
    stream?.finish(0, nowMs);
    await expect.poll(() => isIdle(other.gate)).toBe(true);
  });

  test.skipIf(!isHere)("an end that is sent twice counts once", async () => {
    const { connection } = await gate();
    const counters = new RedisCounters(connection, 5_000, () => nowMs);
    const workspace = { requestsPerMinute: null, tokensPerMinute: 1_000, concurrentCalls: null };
    const request = { workspaceId, keyId: "key", workspace, key: null };
    const [open, ended] = [newId(), newId()];
    for (const callId of [open, ended]) await counters.enter({ ...request, callId, promptTokens: 100 }, nowMs);
    for (let n = 0; n < 3; n++) counters.finish({ ...request, callId: ended, promptTokens: 100 }, nowMs, 30, nowMs);
    const seen = await counters.enter({ ...request, callId: newId() }, nowMs);
    expect(seen?.workspace).toMatchObject({ requests: { current: 3 }, tokens: { current: 130 }, live: 2 });
  });
});
