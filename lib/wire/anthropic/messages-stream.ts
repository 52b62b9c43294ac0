import type { AnswerStream } from "@/lib/wire/answer-stream";
import { anthropicErrorFrame } from "@/lib/wire/anthropic/errors";
import type { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import type { EventName } from "@/lib/wire/sse/event-name";
import { type FrameReader, FrameScanner } from "@/lib/wire/sse/frame-scanner";
import { ANTHROPIC_COMMENT, ANTHROPIC_PING } from "@/lib/wire/sse/keep-alive";
import { CUT_SHORT, type StreamFault, UNREADABLE } from "@/lib/wire/stream-fault";

const NOTHING = Buffer.alloc(0);

// Both official clients ignore a ping without reading its data. When a frame names several events, the last name counts.
const IGNORED_EVENT = Buffer.from("\nevent: ping\n\n");

/**
 * Anthropic's own stream: the upstream's bytes are unchanged, and the last frame waits for the settle. The start of a very long block,
 * usually a document, passes in pieces as it comes. If the answer ends inside it, that frame becomes one that clients ignore.
 */
export class MessagesStream implements AnswerStream, FrameReader {
  readonly #scanner = new FrameScanner(this, "content_block_start");
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
    // A keep-alive would break an open frame.
    if (this.#scanner.isPassing) return NOTHING;
    return this.meter.state === "waiting" ? ANTHROPIC_COMMENT : ANTHROPIC_PING;
  }

  end(fault?: StreamFault): Buffer {
    if (this.meter.state === "complete") return this.#held;
    const error = anthropicErrorFrame(this.meter.fault ?? fault ?? CUT_SHORT);
    return this.#scanner.isPassing ? Buffer.concat([IGNORED_EVENT, error]) : error;
  }
}
