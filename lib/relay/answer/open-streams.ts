import { type Listed, Roster } from "@/lib/basics/roster";

const TICK_MS = 5_000;

/** A stream that the clock has to look after. */
export type Tended = Listed & { tend(nowMs: number): void };

/** The streams under way in this process, looked after by one timer: signs of life, checkpoints, and clients that take nothing. */
export class OpenStreams {
  private readonly streams = new Roster<Tended>();
  private timer: NodeJS.Timeout | null = null;

  add(stream: Tended): void {
    this.streams.add(stream);
    this.timer ??= setInterval(() => this.tend(performance.now()), TICK_MS).unref();
  }

  remove(stream: Tended): void {
    this.streams.remove(stream);
    if (this.streams.size > 0 || !this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
  }

  tend(nowMs: number): void {
    this.streams.forEach((stream) => {
      stream.tend(nowMs);
    });
  }
}
