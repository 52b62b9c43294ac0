import type { AnswerStream } from "@/lib/wire/answer-stream";
import type { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import type { EventName } from "@/lib/wire/sse/event-name";
import { type FrameReader, FrameScanner } from "@/lib/wire/sse/frame-scanner";
import { OPENAI_COMMENT } from "@/lib/wire/sse/keep-alive";
import { BEGUN_AGAIN, type StreamFault, UNREADABLE } from "@/lib/wire/stream-fault";

const NOTHING = Buffer.alloc(0);

/** Turns Anthropic's events into one of OpenAI's formats: meters them, reads them one by one, and sends the result. */
export abstract class MappedStream implements AnswerStream, FrameReader {
  readonly #scanner = new FrameScanner(this);
  #frames: Buffer[] = [];

  constructor(readonly meter: UsageMeter) {}

  push(chunk: Buffer): Buffer {
    if (this.meter.hasEnded) return NOTHING;
    this.#scanner.push(chunk);
    if (this.#scanner.isBroken) this.meter.breakOff(UNREADABLE);
    const frames = this.#frames;
    if (frames.length === 0) return NOTHING;
    this.#frames = [];
    return frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames);
  }

  readFrame(event: EventName, bytes: Buffer, from: number, to: number): void {
    if (this.meter.hasEnded) return;
    // The output of the first beginning is already sent, and the second beginning does not continue it.
    if (event === "message_start" && this.meter.hasOutput) this.meter.breakOff(BEGUN_AGAIN);
    this.meter.readFrame(event, bytes, from, to);
    this.readEvent(event, bytes, from, to);
  }

  keepAlive(): Buffer {
    return OPENAI_COMMENT;
  }

  abstract end(fault?: StreamFault): Buffer;

  /** Receives each frame after the meter has read it. */
  protected abstract readEvent(event: EventName, bytes: Buffer, from: number, to: number): void;

  protected send(frame: Buffer | undefined): void {
    if (frame) this.#frames.push(frame);
  }
}
