import "server-only";
import type { Redis } from "ioredis";
import { log } from "@/lib/platform/log";
import { CountedCalls } from "@/lib/rates/counted-calls";
import type { Activity, RateRequest } from "@/lib/rates/rate";
import { type ScriptedRedis, sendEnter, withScripts } from "@/lib/rates/redis-scripts";

/** Longer than a healthy Redis ever takes, shorter than a caller notices. */
const ANSWER_TIMEOUT_MS = 100;
/** After a failure calls do not wait for Redis for this long. */
const PAUSE_MS = 2_000;

type Shared = { workspace: Activity; key: Activity | null };

/** The counts of all processes, in Redis: one script and one round trip per call. It returns null on a failure and never throws. */
export class RedisCounters {
  private readonly redis: ScriptedRedis;
  private readonly calls: CountedCalls;
  private pausedUntilMs = 0;

  constructor(
    redis: Redis,
    private readonly answerTimeoutMs = ANSWER_TIMEOUT_MS,
    now: () => number = Date.now,
  ) {
    this.redis = withScripts(redis);
    this.calls = new CountedCalls(this.redis, now);
  }

  isReachable(nowMs: number): boolean {
    return nowMs >= this.pausedUntilMs && this.redis.status === "ready";
  }

  /** The activity including this call. The call is counted from now on, unless the limits refuse it. */
  async enter(request: RateRequest, nowMs: number): Promise<Shared | null> {
    const sent = sendEnter(this.redis, request, nowMs);
    const numbers = await this.answer(sent, nowMs);
    if (!numbers) {
      // Redis may still count the call, now or when it recovers. Only then can the count be reverted.
      const revert = () => this.finish(request, nowMs, 0, nowMs);
      sent.then(revert, revert);
      return null;
    }
    const [isIn, live = 0] = numbers;
    if (isIn === 1) this.calls.add(request);
    return { workspace: activityOf(numbers, 2, live), key: request.key && activityOf(numbers, 6, 0) };
  }

  finish(request: RateRequest, enteredMs: number, tokens: number, endedMs: number): void {
    this.calls.remove({ request, enteredMs, tokens, endedMs });
  }

  private async answer<T>(sent: Promise<T>, nowMs: number): Promise<T | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${this.answerTimeoutMs} ms`)), this.answerTimeoutMs);
    });
    try {
      return await Promise.race([sent, late]);
    } catch (error) {
      // Limits fall back to this process. Money is not affected, since Postgres holds it.
      if (nowMs >= this.pausedUntilMs) log.warn({ event: "limits.redis_paused", err: error }, "Redis is away, rates hold per process");
      this.pausedUntilMs = nowMs + PAUSE_MS;
      return null;
    } finally {
      clearTimeout(timer);
    }
  }
}

function activityOf(numbers: number[], from: number, live: number): Activity {
  const at = (offset: number) => numbers[from + offset] ?? 0;
  return { requests: { current: at(0), previous: at(1) }, tokens: { current: at(2), previous: at(3) }, live };
}
