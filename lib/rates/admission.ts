import { LocalCounters } from "@/lib/rates/local-counters";
import { type Activity, type RateRefusal, type RateRequest, type RateViews, rateRefusal, tighten } from "@/lib/rates/rate";
import type { RedisCounters } from "@/lib/rates/redis-counters";

/** The call is counted from now on. Every admitted call ends with one `finish`. */
export type Admission = {
  views: RateViews;
  /** Counts the call's tokens in place of those that were reserved for it. A repeat does nothing. */
  finish(tokens: number, nowMs: number): void;
};
export type Admitted = { kind: "admitted"; admission: Admission } | { kind: "refused"; refusal: RateRefusal; views: RateViews };

/** Admits calls as far as the rates allow. Counts in Redis if there is one, else, and while Redis is away, in this process. */
export class Gate {
  private readonly local = new LocalCounters();

  constructor(private readonly shared: RedisCounters | null = null) {}

  /** Returns a promise only if it has to: most calls pass without waiting for anything. */
  admit(request: RateRequest, nowMs: number): Admitted | Promise<Admitted> {
    const workspace = this.local.enter(request.workspaceId, nowMs);
    const key = request.key && this.local.enter(request.keyId, nowMs);
    if (!this.shared?.isReachable(nowMs)) return this.decide(request, workspace, key, false, nowMs);
    // Counted here as well, so that the last minute is not forgotten when Redis goes away.
    return this.shared.enter(request, nowMs).then((counted) => {
      if (counted) return this.decide(request, counted.workspace, counted.key, true, nowMs);
      return this.decide(request, workspace, key, false, nowMs);
    });
  }

  /** Why this process's counts would refuse a call now. Counts nothing. */
  refusalNow(request: Omit<RateRequest, "callId">, nowMs: number): Extract<Admitted, { kind: "refused" }> | null {
    const views: RateViews = { requests: null, tokens: null };
    for (const [id, limits] of [
      [request.workspaceId, request.workspace],
      [request.keyId, request.key],
    ] as const) {
      if (!limits) continue;
      const activity = this.local.enter(id, nowMs);
      tighten(views, limits, activity, nowMs);
      const refusal = rateRefusal(limits, activity, nowMs);
      this.local.cancel(id, nowMs);
      if (refusal) return { kind: "refused", refusal, views };
    }
    return null;
  }

  private decide(request: RateRequest, workspace: Activity, key: Activity | null, isShared: boolean, nowMs: number): Admitted {
    const views: RateViews = { requests: null, tokens: null };
    tighten(views, request.workspace, workspace, nowMs);
    let refusal = rateRefusal(request.workspace, workspace, nowMs);
    if (request.key && key) {
      tighten(views, request.key, key, nowMs);
      refusal ??= rateRefusal(request.key, key, nowMs);
    }
    if (!refusal) return { kind: "admitted", admission: this.admission(request, views, isShared, nowMs) };
    // Redis has not counted it: it checks and counts in one step.
    this.local.cancel(request.workspaceId, nowMs);
    if (request.key) this.local.cancel(request.keyId, nowMs);
    return { kind: "refused", refusal, views };
  }

  private admission(request: RateRequest, views: RateViews, isShared: boolean, enteredMs: number): Admission {
    const { promptTokens = 0 } = request;
    if (promptTokens > 0) {
      this.local.reserve(request.workspaceId, promptTokens, enteredMs);
      if (request.key) this.local.reserve(request.keyId, promptTokens, enteredMs);
    }
    let isFinished = false;
    return {
      views,
      finish: (tokens, nowMs) => {
        if (isFinished) return;
        isFinished = true;
        if (promptTokens > 0) {
          this.local.release(request.workspaceId, promptTokens, enteredMs, nowMs);
          if (request.key) this.local.release(request.keyId, promptTokens, enteredMs, nowMs);
        }
        this.local.finish(request.workspaceId, tokens, nowMs);
        if (request.key) this.local.finish(request.keyId, tokens, nowMs);
        if (isShared) this.shared?.finish(request, enteredMs, tokens, nowMs);
      },
    };
  }
}
