import type { ReplySink } from "@/lib/relay/call/request";

/** Stores what is written before there is a sink, and then passes it to the sink. */
export class ReplyBacklog implements ReplySink {
  private chunks: Uint8Array[] = [];
  private ending: "none" | "end" | "break" = "none";

  write(chunk: Uint8Array): boolean {
    this.chunks.push(chunk);
    return true;
  }

  end(last?: Uint8Array): void {
    if (last) this.chunks.push(last);
    this.ending = "end";
  }

  destroy(): void {
    this.ending = "break";
  }

  /** `write` gets every chunk in order. The sink gets the way in which they ended. */
  moveTo(sink: ReplySink, write: (chunk: Uint8Array) => void): void {
    for (const chunk of this.chunks.splice(0)) write(chunk);
    if (this.ending === "end") sink.end();
    else if (this.ending === "break") sink.destroy();
  }
}

/** Replaces a client that has left: it accepts everything and discards it. */
export const GONE_CLIENT: ReplySink = { write: () => true, end: () => undefined, destroy: () => undefined };
