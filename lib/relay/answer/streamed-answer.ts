import type { Call } from "@/lib/relay/call/call";
import type { ReplySink, ReplyStream } from "@/lib/relay/call/request";
import { judgeStream } from "@/lib/relay/routing/judge-stream";
import type { StreamFollower } from "@/lib/relay/routing/upstream-answer";
import { GivenUp } from "@/lib/relay/routing/upstream-failure";
import type { Ticked } from "@/lib/relay/services/open-streams";
import type { Exchange } from "@/lib/upstreams/upstream";
import type { AnswerStream } from "@/lib/wire/answer-stream";
import type { StreamFault } from "@/lib/wire/stream-fault";

/** Bytes or pings at least this often: Claude Code gives up after 300 seconds without any. */
const SILENCE_BEFORE_PING_MS = 15_000;
const CHECKPOINT_EVERY_MS = 10_000;
/** A client that takes nothing for so long is gone, whatever its socket says. */
const STALL_LIMIT_MS = 300_000;
/** Longer than the slowest answer. A hold does not stay open for ever, even where client and upstream keep the stream alive. */
const LIFETIME_MS = 3_600_000;
/** Several times the longest answer with all its framing. What comes beyond it to nobody is read no further. */
const DRAIN_LIMIT_BYTES = 64 * 1024 * 1024;

export type StreamDuties = {
  /** Settles or releases the call. The end is sent when it resolves. */
  conclude(hasClientLeft: boolean): Promise<void>;
  checkpoint(): void;
  /** For every piece that came: may end the answer by `stop`. */
  check(): void;
  /** Takes what came, where somebody wants it besides the client; null for nearly all calls. */
  see: ((chunk: Buffer) => void) | null;
};

/**
 * One streamed answer between an upstream that pushes and a client that may be slow, silent or gone. What the client does
 * never changes what is paid: when it leaves, the upstream is read to its end all the same.
 */
export class StreamedAnswer implements ReplyStream, StreamFollower, Ticked {
  rosterPlace = -1;
  private sink: ReplySink | null = null;
  private backlog: Uint8Array[] = [];
  private hasClientLeft = false;
  private isConcluding = false;
  private isFinished = false;
  private fault: StreamFault | undefined;
  private pausedSinceMs: number | null = null;
  private lastWriteMs = performance.now();
  private lastCheckpointMs = performance.now();
  private drainedBytes = 0;

  constructor(
    private readonly call: Call,
    private readonly answer: AnswerStream,
    private readonly exchange: Exchange,
    private readonly duties: StreamDuties,
  ) {}

  start(sink: ReplySink): void {
    this.sink = sink;
    for (const chunk of this.backlog.splice(0)) this.write(chunk);
    if (this.isFinished) sink.end();
  }

  resume(): void {
    if (this.pausedSinceMs === null) return;
    this.pausedSinceMs = null;
    this.exchange.resume();
  }

  leave(): void {
    this.hasClientLeft = true;
    this.backlog = [];
    this.resume();
  }

  data(chunk: Buffer): void {
    if (this.isConcluding) return;
    if (this.duties.see) this.duties.see(chunk);
    const passed = this.answer.push(chunk);
    if (passed.length > 0) this.write(passed);
    if (this.answer.meter.hasEnded) this.conclude(null);
    else this.duties.check();
    if (this.hasClientLeft) this.drain(chunk.length);
  }

  /** Ends the answer before its time: nothing more is read of the upstream, and the client is told why. */
  stop(fault: StreamFault): void {
    if (this.isConcluding) return;
    this.fault = fault;
    const cause = new GivenUp(fault.message);
    this.conclude(cause);
    this.exchange.abort(cause);
  }

  end(): void {
    this.conclude(null);
  }

  fail(cause: Error): void {
    this.conclude(cause);
  }

  tick(nowMs: number): void {
    if (this.isConcluding) return;
    if (nowMs - this.call.startedMs > LIFETIME_MS) this.exchange.abort(new GivenUp("The answer took longer than an hour."));
    if (this.pausedSinceMs !== null && nowMs - this.pausedSinceMs > STALL_LIMIT_MS) this.giveClientUp();
    if (nowMs - this.lastWriteMs >= SILENCE_BEFORE_PING_MS && this.pausedSinceMs === null) this.write(this.answer.keepAlive());
    if (nowMs - this.lastCheckpointMs < CHECKPOINT_EVERY_MS) return;
    this.lastCheckpointMs = nowMs;
    this.duties.checkpoint();
  }

  private write(chunk: Uint8Array): void {
    this.lastWriteMs = performance.now();
    if (this.hasClientLeft) return;
    if (!this.sink) this.backlog.push(chunk);
    else if (!this.sink.write(chunk) && this.pausedSinceMs === null && !this.isConcluding) {
      this.pausedSinceMs = this.lastWriteMs;
      this.exchange.pause();
    }
  }

  private drain(bytes: number): void {
    this.drainedBytes += bytes;
    if (this.drainedBytes > DRAIN_LIMIT_BYTES) this.exchange.abort(new GivenUp("The client left, and the answer does not end."));
  }

  private giveClientUp(): void {
    const { sink } = this;
    this.leave();
    sink?.destroy();
  }

  /** Once, by what comes first: the last frame, the end of the upstream's bytes, or their break. */
  private conclude(cause: Error | null): void {
    if (this.isConcluding) return;
    this.isConcluding = true;
    judgeStream(this.call, this.answer.meter, { cause, hasClientLeft: this.hasClientLeft });
    this.duties
      .conclude(this.hasClientLeft)
      .then(() => this.finish())
      // Nothing reached the ledger: the client must not see a finished answer.
      .catch(() => this.sink?.destroy());
  }

  private finish(): void {
    this.isFinished = true;
    const ending = this.answer.end(this.fault);
    if (this.hasClientLeft) return;
    if (this.sink) this.sink.end(ending);
    else this.backlog.push(ending);
  }
}
