import "server-only";
import type { RateRequest } from "@/lib/rates/rate";
import { type EndedRequest, LIVE_MS, liveName, type ScriptedRedis, sendFinish } from "@/lib/rates/redis-scripts";

/** Two renewals may be lost before a running call is forgotten. */
const RENEW_MS = 20_000;
/** Ends beyond this number are not retried: Redis forgets those calls a minute later. */
const MAX_LOST = 10_000;

/**
 * The calls of this process that Redis counts. A running call is renewed regularly, and the end of a call is repeated until Redis
 * confirms it. So a lost message is repaired within a minute, and the longest stream stays counted.
 */
export class CountedCalls {
  private readonly open = new Map<string, Set<string>>();
  private lost: EndedRequest[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly redis: ScriptedRedis,
    private readonly now: () => number,
  ) {
    redis.on("ready", () => this.renew());
  }

  add({ workspaceId, callId }: RateRequest): void {
    const calls = this.open.get(workspaceId);
    if (calls) calls.add(callId);
    else this.open.set(workspaceId, new Set([callId]));
    this.timer ??= setInterval(() => this.renew(), RENEW_MS).unref();
  }

  remove(ended: EndedRequest): void {
    const { workspaceId, callId } = ended.request;
    const calls = this.open.get(workspaceId);
    if (calls?.delete(callId) && calls.size === 0) this.open.delete(workspaceId);
    this.send(ended);
  }

  private renew(): void {
    if (this.open.size === 0 && this.lost.length === 0) this.stopTimer();
    else if (this.redis.status === "ready") this.repair();
  }

  /** Sends two commands for each workspace with open calls. They add calls again that Redis has lost. */
  private repair(): void {
    const nowMs = this.now();
    this.sendLost(nowMs);
    const batch = this.redis.pipeline();
    for (const [workspaceId, calls] of this.open) {
      const scores = [...calls].flatMap((callId) => [nowMs + LIVE_MS, callId]);
      batch.zadd(liveName(workspaceId), ...scores).pexpire(liveName(workspaceId), LIVE_MS);
    }
    // The next repair sends the same.
    void batch.exec().catch(() => undefined);
  }

  private sendLost(nowMs: number): void {
    const lost = this.lost;
    this.lost = [];
    for (const ended of lost) if (nowMs - ended.endedMs < LIVE_MS) this.send(ended);
  }

  private send(ended: EndedRequest): void {
    sendFinish(this.redis, ended).catch(() => {
      if (this.lost.length < MAX_LOST) this.lost.push(ended);
    });
  }

  private stopTimer(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }
}
