import { type Listed, Roster } from "@/lib/basics/roster";

/** One coarse timer for all exchanges: a separate timer for each would cost more than the rest of an exchange. */
const TICK_MS = 1_000;

/** The reason when an exchange was aborted because of a long silence. */
export class UpstreamSilent extends Error {}

export type Watched = Listed & { silentSinceMs: number; silenceMs: number; isPaused: boolean; onSilent(): void };

export class SilenceWatch {
  private readonly watched = new Roster<Watched>();
  private timer: NodeJS.Timeout | null = null;
  /** Milliseconds of a monotonic clock, read once per tick. */
  nowMs = performance.now();

  add(each: Watched): void {
    this.watched.add(each);
    if (this.timer) return;
    this.nowMs = performance.now();
    this.timer = setInterval(() => this.tick(), TICK_MS).unref();
  }

  remove(each: Watched): void {
    this.watched.remove(each);
  }

  private tick(): void {
    this.nowMs = performance.now();
    if (this.watched.size === 0 && this.timer) {
      clearInterval(this.timer);
      this.timer = null;
      return;
    }
    this.watched.forEach((each) => {
      // A slow client pauses the upstream: that silence is not the upstream's.
      if (each.isPaused) each.silentSinceMs = this.nowMs;
      else if (this.nowMs - each.silentSinceMs > each.silenceMs) each.onSilent();
    });
  }
}
