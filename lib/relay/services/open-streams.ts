import { type Listed, Roster } from "@/lib/basics/roster";

const TICK_MS = 5_000;

/** A stream whose `tick` runs every few seconds. */
export type Ticked = Listed & { tick(nowMs: number): void };

/** The open streams of this process. One timer ticks them, for pings, checkpoints and clients that read nothing. */
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
