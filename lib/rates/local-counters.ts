import type { Activity } from "@/lib/rates/rate";
import { minuteOf, type WindowCounts } from "@/lib/rates/window";

type Counted = Activity & { minute: number };

/** The activity of workspaces and keys in this process: a few additions per call. Idle ones are dropped. */
export class LocalCounters {
  private readonly counted = new Map<string, Counted>();
  private sweptMinute = 0;

  get size(): number {
    return this.counted.size;
  }

  /** Counts a new call and returns the activity with it. The result is valid until the next count. */
  enter(id: string, nowMs: number): Activity {
    const counted = this.at(id, nowMs);
    counted.requests.current += 1;
    counted.live += 1;
    return counted;
  }

  /** Removes a call that was not admitted. */
  cancel(id: string, nowMs: number): void {
    const counted = this.at(id, nowMs);
    counted.live -= 1;
    if (counted.requests.current > 0) counted.requests.current -= 1;
  }

  /** Reserves the tokens that an admitted call may use. */
  reserve(id: string, tokens: number, nowMs: number): void {
    this.at(id, nowMs).tokens.current += tokens;
  }

  /** Removes a reservation from the minute in which it was made. If that minute is already forgotten, so is the reservation. */
  release(id: string, tokens: number, reservedMs: number, nowMs: number): void {
    const counted = this.at(id, nowMs);
    const minutes = counted.minute - minuteOf(reservedMs);
    const counts = counted.tokens;
    if (minutes === 0) counts.current = Math.max(0, counts.current - tokens);
    else if (minutes === 1) counts.previous = Math.max(0, counts.previous - tokens);
  }

  finish(id: string, tokens: number, nowMs: number): void {
    const counted = this.at(id, nowMs);
    counted.live -= 1;
    counted.tokens.current += tokens;
  }

  private at(id: string, nowMs: number): Counted {
    const minute = minuteOf(nowMs);
    if (minute > this.sweptMinute) this.sweep(minute);
    let counted = this.counted.get(id);
    if (!counted) {
      counted = { minute, requests: { current: 0, previous: 0 }, tokens: { current: 0, previous: 0 }, live: 0 };
      this.counted.set(id, counted);
    } else if (counted.minute < minute) {
      roll(counted.requests, minute - counted.minute);
      roll(counted.tokens, minute - counted.minute);
      counted.minute = minute;
    }
    return counted;
  }

  private sweep(minute: number): void {
    this.sweptMinute = minute;
    for (const [id, { minute: last, live }] of this.counted) if (live === 0 && last < minute - 1) this.counted.delete(id);
  }
}

function roll(counts: WindowCounts, minutes: number): void {
  counts.previous = minutes === 1 ? counts.current : 0;
  counts.current = 0;
}
