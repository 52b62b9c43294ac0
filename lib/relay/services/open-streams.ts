import { type Listed, Roster } from "@/lib/basics/roster";

const TICK_MS = 5_000;

/** A stream that is looked after every few seconds. */
export type Ticked = Listed & { tick(nowMs: number): void };

/** The streams under way in this process, looked after by one timer: signs of life, checkpoints, and clients that take nothing. */
export class OpenStreams {
  private readonly streams = new Roster<Ticked>();
  private timer: NodeJS.Timeout | null = null;

  add(stream: Ticked): void {
    this.streams.add(stream);
    this.timer ??= setInterval(() => this.tick(performance.now()), TICK_MS).unref();
  }

  remove(stream: Ticked): void {
    this.streams.remove(stream);
    if (this.streams.size > 0 || !this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
  }

  tick(nowMs: number): void {
    this.streams.forEach((stream) => {
      stream.tick(nowMs);
    });
  }
}
