import type { AnswerStream } from "../answer-stream";
import type { EventName } from "../sse/event-name";
import { type FrameReader, FrameScanner } from "../sse/frame-scanner";
import { ANTHROPIC_COMMENT, ANTHROPIC_PING } from "../sse/keep-alive";
import { CUT_SHORT, type StreamFault, UNREADABLE } from "../stream-fault";
import { anthropicErrorFrame } from "./errors";
import type { UsageMeter } from "./usage-meter";

const NOTHING = Buffer.alloc(0);

/** Anthropic's own stream: the upstream's bytes as they are, whose last frame waits for the settle. */
export class MessagesStream implements AnswerStream, FrameReader {
  readonly #scanner = new FrameScanner(this);
  #lastFrameFrom = -1;
  #held: Buffer = NOTHING;

  constructor(readonly meter: UsageMeter) {}

  push(chunk: Buffer): Buffer {
    if (this.meter.hasEnded) return NOTHING;
    const bytes = this.#scanner.push(chunk);
    if (this.#scanner.isBroken) this.meter.breakOff(UNREADABLE);
    if (this.#lastFrameFrom === -1) return bytes;
    this.#held = bytes.subarray(this.#lastFrameFrom);
    return bytes.subarray(0, this.#lastFrameFrom);
  }

  readFrame(event: EventName, bytes: Buffer, from: number, to: number): void {
    const wasOpen = !this.meter.hasEnded;
    this.meter.readFrame(event, bytes, from, to);
    if (wasOpen && this.meter.hasEnded) this.#lastFrameFrom = this.#scanner.frameFrom;
  }

  keepAlive(): Buffer {
    return this.meter.state === "waiting" ? ANTHROPIC_COMMENT : ANTHROPIC_PING;
  }

  end(fault?: StreamFault): Buffer {
    if (this.meter.state === "complete") return this.#held;
    return anthropicErrorFrame(this.meter.fault ?? fault ?? CUT_SHORT);
  }
}
