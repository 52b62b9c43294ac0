import type { AnswerStream } from "@/lib/wire/answer-stream";
import type { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import type { StreamFault } from "@/lib/wire/stream-fault";

const MAX_RECORDING_BYTES = 2 * 1024 * 1024;

/** Records a stream as it passes, without its pings. Hands over only complete answers that are paid. */
export class RecordedAnswer implements AnswerStream {
  private recorded: Buffer[] = [];
  private bytes = 0;

  constructor(
    private readonly answer: AnswerStream,
    private readonly onRecorded: (body: Buffer) => void,
  ) {}

  get meter(): UsageMeter {
    return this.answer.meter;
  }

  push(chunk: Buffer): Buffer {
    return this.record(this.answer.push(chunk));
  }

  keepAlive(): Buffer {
    return this.answer.keepAlive();
  }

  end(fault?: StreamFault): Buffer {
    const last = this.record(this.answer.end(fault));
    const isWhole = this.meter.state === "complete" && this.meter.measured().unbilledReason === null;
    if (isWhole && this.bytes <= MAX_RECORDING_BYTES) this.onRecorded(Buffer.concat(this.recorded));
    this.recorded = [];
    return last;
  }

  private record(passed: Buffer): Buffer {
    this.bytes += passed.length;
    if (this.bytes <= MAX_RECORDING_BYTES) this.recorded.push(passed);
    else this.recorded = [];
    return passed;
  }
}
