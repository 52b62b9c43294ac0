/** Why an account failed to answer a call, where that reveals something about the account. */
export type FailureKind = "limit" | "overload" | "failure" | "timeout" | "connection" | "quota" | "credentials";

export type Failure = {
  kind: FailureKind;
  /** For headers, usage events and people: "529", "timeout". */
  label: string;
  /** The upstream's own words, for the operator only. */
  message: string;
  /** The wait that the upstream demands; null when it gave none. */
  retryAfterSeconds: number | null;
  /** True where other models of the same account may still answer. */
  isModelBound: boolean;
};

/** Waits double with each consecutive failure, up to `mostMs`. They begin with failure number `from`. */
type Rule = { waitMs: number; mostMs: number; from: number };

const HOUR_MS = 3_600_000;
// One failure of the kinds that begin later may be the request's own fault, and another account costs the conversation its cache.
const RULES: Record<FailureKind, Rule> = {
  limit: { waitMs: 10_000, mostMs: HOUR_MS, from: 1 },
  overload: { waitMs: 5_000, mostMs: 60_000, from: 1 },
  failure: { waitMs: 5_000, mostMs: 60_000, from: 3 },
  timeout: { waitMs: 15_000, mostMs: 120_000, from: 2 },
  connection: { waitMs: 5_000, mostMs: 60_000, from: 2 },
  quota: { waitMs: 900_000, mostMs: HOUR_MS, from: 1 },
  credentials: { waitMs: HOUR_MS, mostMs: HOUR_MS, from: 1 },
};

/** How long other calls wait for the trial of an account. */
const TRIAL_MS = 30_000;

/** The state of one account, or of one model of an account: ready, cooling down, or on trial by a single call. */
export class Cooldown {
  untilMs = 0;
  /** Null while it is ready. */
  cause: Failure | null = null;
  private inARow = 0;
  private trialEndsMs = 0;

  /** How long a call would have to wait; 0 when it may be sent. */
  waitMs(nowMs: number): number {
    if (this.cause === null) return 0;
    return Math.max(0, this.untilMs - nowMs, this.trialEndsMs - nowMs);
  }

  /** A call is sent. The first one after a cooldown is its trial. */
  enter(nowMs: number): void {
    if (this.cause !== null && nowMs >= this.untilMs) this.trialEndsMs = nowMs + TRIAL_MS;
  }

  fail(failure: Failure, nowMs: number): void {
    this.trialEndsMs = 0;
    // The result of calls from before the cooldown is not news, except for how long it has to last.
    const isCooling = nowMs < this.untilMs;
    if (!isCooling) this.inARow += 1;
    const waitMs = this.waitFor(failure);
    if (waitMs === 0 && this.cause === null) return;
    const untilMs = nowMs + waitMs;
    if (untilMs < this.untilMs) return;
    this.untilMs = isCooling && failure.retryAfterSeconds === null ? this.untilMs : untilMs;
    this.cause = failure;
  }

  /** A stream begins: other calls need not wait for its end. Earlier failures still count until a call succeeds as a whole. */
  begin(nowMs: number): void {
    // An answer to a call from before the cooldown does not end it.
    if (nowMs < this.untilMs) return;
    this.cause = null;
    this.trialEndsMs = 0;
  }

  succeed(nowMs: number): void {
    this.begin(nowMs);
    if (this.cause === null) this.inARow = 0;
  }

  private waitFor({ kind, retryAfterSeconds }: Failure): number {
    const { waitMs, mostMs, from } = RULES[kind];
    if (retryAfterSeconds !== null && retryAfterSeconds > 0) return Math.min(retryAfterSeconds * 1_000, HOUR_MS);
    if (this.inARow < from) return 0;
    return Math.min(waitMs * 2 ** Math.min(this.inARow - from, 20), mostMs);
  }
}
