import type { AnswerStream } from "@/lib/wire/answer-stream";
import type { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import type { StreamFault } from "@/lib/wire/stream-fault";

const MAX_TAPE_BYTES = 2 * 1024 * 1024;

/** Records a stream as it passes, without its pings. Hands over only complete answers that are paid. */
export class TapedAnswer implements AnswerStream {
  private tape: Buffer[] = [];
  private bytes = 0;

  constructor(
    private readonly answer: AnswerStream,
    private readonly taped: (body: Buffer) => void,
  ) {}

  get meter(): UsageMeter {
    return this.answer.meter;
  }

  push(chunk: Buffer): Buffer {
    return this.note(this.answer.push(chunk));
  }

  keepAlive(): Buffer {
    return this.answer.keepAlive();
  }

  end(fault?: StreamFault): Buffer {
    const last = this.note(this.answer.end(fault));
    const isWhole = this.meter.state === "complete" && this.meter.measured().unbilledReason === null;
    if (isWhole && this.bytes <= MAX_TAPE_BYTES) this.taped(Buffer.concat(this.tape));
    this.tape = [];
    return last;
  }

  private note(passed: Buffer): Buffer {
    this.bytes += passed.length;
    if (this.bytes <= MAX_TAPE_BYTES) this.tape.push(passed);
    else this.tape = [];
    return passed;
  }
}
