import "server-only";
import type { ChainableCommander, Redis } from "ioredis";
import type { Activity, Asking } from "@/lib/limits/rate";
import { minuteOf } from "@/lib/limits/window";
import { log } from "@/lib/log";

/** Longer than a healthy Redis ever takes, shorter than a caller notices. */
const ANSWER_TIMEOUT_MS = 100;
/** After a failure calls do not wait for Redis again for so long. */
const PAUSE_MS = 2_000;
const KEEP_SECONDS = 130;
/** Longer than any call. A process that dies leaves its calls counted as running for so long at most. */
const LIVE_MS = 3_600_000;

type Shared = { workspace: Activity; key: Activity | null };
type Reply = [error: Error | null, result: unknown];

/** The counts of all processes, in Redis: one transaction and one round trip for a call. Its failures are answered null, never thrown. */
export class RedisCounters {
  private pausedUntilMs = 0;

  constructor(
    private readonly redis: Redis,
    private readonly answerTimeoutMs = ANSWER_TIMEOUT_MS,
  ) {}

  isUp(nowMs: number): boolean {
    return nowMs >= this.pausedUntilMs && this.redis.status === "ready";
  }

  async enter(asking: Asking, nowMs: number): Promise<Shared | null> {
    const { workspaceId, callId } = asking;
    const batch = this.redis.multi();
    count(batch, workspaceId, "w", nowMs);
    const live = `limits:{${workspaceId}}:live`;
    batch
      .zremrangebyscore(live, 0, nowMs)
      .zadd(live, nowMs + LIVE_MS, callId)
      .zcard(live)
      .expire(live, LIVE_MS / 1_000);
    if (asking.key) count(batch, workspaceId, asking.keyId, nowMs);
    const replies = await this.answer(batch, nowMs);
    if (!replies) return null;
    const numbers = replies.map(([, result]) => (result === null ? 0 : Number.parseInt(String(result), 10)));
    return { workspace: activityOf(numbers, 0, numbers[7] ?? 0), key: asking.key && activityOf(numbers, 9, 0) };
  }

  cancel(asking: Asking, nowMs: number): void {
    const batch = this.redis.multi();
    const { workspaceId } = asking;
    batch.decr(counter(workspaceId, "w", "requests", minuteOf(nowMs))).zrem(`limits:{${workspaceId}}:live`, asking.callId);
    if (asking.key) batch.decr(counter(workspaceId, asking.keyId, "requests", minuteOf(nowMs)));
    void this.answer(batch, nowMs);
  }

  leave(asking: Asking, tokens: number, nowMs: number): void {
    const batch = this.redis.multi();
    const { workspaceId } = asking;
    for (const of of asking.key ? ["w", asking.keyId] : ["w"]) {
      const name = counter(workspaceId, of, "tokens", minuteOf(nowMs));
      batch.incrby(name, tokens).expire(name, KEEP_SECONDS);
    }
    batch.zrem(`limits:{${workspaceId}}:live`, asking.callId);
    void this.answer(batch, nowMs);
  }

  private async answer(batch: ChainableCommander, nowMs: number): Promise<Reply[] | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${this.answerTimeoutMs} ms`)), this.answerTimeoutMs);
    });
    try {
      const replies = await Promise.race([batch.exec(), late]);
      const failure = replies?.find(([error]) => error)?.[0];
      if (failure || !replies) throw failure ?? new Error("the transaction was discarded");
      return replies;
    } catch (error) {
      // Limits degrade to the process; money is Postgres' affair and does not notice.
      if (nowMs >= this.pausedUntilMs) log.warn({ err: error }, "Redis is away, rates hold per process");
      this.pausedUntilMs = nowMs + PAUSE_MS;
      return null;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Five replies: requests counted, its expiry, requests of the minute before, tokens of both minutes. The braces keep one workspace on one node. */
function count(batch: ChainableCommander, workspaceId: string, of: string, nowMs: number): void {
  const minute = minuteOf(nowMs);
  const requests = counter(workspaceId, of, "requests", minute);
  batch
    .incr(requests)
    .expire(requests, KEEP_SECONDS)
    .get(counter(workspaceId, of, "requests", minute - 1))
    .get(counter(workspaceId, of, "tokens", minute))
    .get(counter(workspaceId, of, "tokens", minute - 1));
}

function activityOf(numbers: number[], from: number, live: number): Activity {
  const at = (offset: number) => numbers[from + offset] ?? 0;
  return { requests: { current: at(0), previous: at(2) }, tokens: { current: at(3), previous: at(4) }, live };
}

function counter(workspaceId: string, of: string, what: "requests" | "tokens", minute: number): string {
  return `limits:{${workspaceId}}:${of}:${what}:${minute}`;
}
