import { LocalCounters } from "@/lib/rates/local-counters";
import { type Activity, type Asking, type RateRefusal, type RateViews, rateRefusal, tighten } from "@/lib/rates/rate";
import type { RedisCounters } from "@/lib/rates/redis-counters";

/** The call is counted from now on. Every admitted call ends with one `leave`. */
export type Admission = {
  views: RateViews;
  /** Counts the call's tokens in place of those that were reserved for it. A repeat does nothing. */
  leave(tokens: number, nowMs: number): void;
};
export type Admitted = { kind: "admitted"; admission: Admission } | { kind: "refused"; refusal: RateRefusal; views: RateViews };

/** Admits calls as far as the rates allow. Counts in Redis if there is one, else, and while Redis is away, in this process. */
export class Gate {
  private readonly local = new LocalCounters();

  constructor(private readonly shared: RedisCounters | null = null) {}

  /** Returns a promise only if it has to: most calls pass without waiting for anything. */
  admit(asking: Asking, nowMs: number): Admitted | Promise<Admitted> {
    const workspace = this.local.enter(asking.workspaceId, nowMs);
    const key = asking.key && this.local.enter(asking.keyId, nowMs);
    if (!this.shared?.isUp(nowMs)) return this.judge(asking, workspace, key, false, nowMs);
    // Counted here as well, so that the last minute is not forgotten when Redis goes away.
    return this.shared.enter(asking, nowMs).then((counted) => {
      if (counted) return this.judge(asking, counted.workspace, counted.key, true, nowMs);
      return this.judge(asking, workspace, key, false, nowMs);
    });
  }

  /** Why this process's counts would refuse a call now. Counts nothing. */
  refusalNow(asking: Omit<Asking, "callId">, nowMs: number): Extract<Admitted, { kind: "refused" }> | null {
    const views: RateViews = { requests: null, tokens: null };
    for (const [id, limits] of [
      [asking.workspaceId, asking.workspace],
      [asking.keyId, asking.key],
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

  private judge(asking: Asking, workspace: Activity, key: Activity | null, isShared: boolean, nowMs: number): Admitted {
    const views: RateViews = { requests: null, tokens: null };
    tighten(views, asking.workspace, workspace, nowMs);
    let refusal = rateRefusal(asking.workspace, workspace, nowMs);
    if (asking.key && key) {
      tighten(views, asking.key, key, nowMs);
      refusal ??= rateRefusal(asking.key, key, nowMs);
    }
    if (!refusal) return { kind: "admitted", admission: this.admission(asking, views, isShared, nowMs) };
    // Redis has not counted it: it checks and counts in one step.
    this.local.cancel(asking.workspaceId, nowMs);
    if (asking.key) this.local.cancel(asking.keyId, nowMs);
    return { kind: "refused", refusal, views };
  }

  private admission(asking: Asking, views: RateViews, isShared: boolean, enteredMs: number): Admission {
    const { promptTokens = 0 } = asking;
    if (promptTokens > 0) {
      this.local.reserve(asking.workspaceId, promptTokens, enteredMs);
      if (asking.key) this.local.reserve(asking.keyId, promptTokens, enteredMs);
    }
    let hasLeft = false;
    return {
      views,
      leave: (tokens, nowMs) => {
        if (hasLeft) return;
        hasLeft = true;
        if (promptTokens > 0) {
          this.local.giveBack(asking.workspaceId, promptTokens, enteredMs, nowMs);
          if (asking.key) this.local.giveBack(asking.keyId, promptTokens, enteredMs, nowMs);
        }
        this.local.leave(asking.workspaceId, tokens, nowMs);
        if (asking.key) this.local.leave(asking.keyId, tokens, nowMs);
        if (isShared) this.shared?.leave(asking, enteredMs, tokens, nowMs);
      },
    };
  }
}
