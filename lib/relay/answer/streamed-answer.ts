import { GONE_CLIENT, ReplyBacklog } from "@/lib/relay/answer/reply-backlog";
import { streamHeaders, unansweredHeaders } from "@/lib/relay/answer/reply-headers";
import type { Hold } from "@/lib/relay/call/hold";
import type { RelayReply, ReplySink, ReplyStream } from "@/lib/relay/call/request";
import type { Route } from "@/lib/relay/call/route";
import { requestFacts } from "@/lib/relay/money/measure-usage";
import { StreamCharge, type StreamLedger } from "@/lib/relay/money/stream-charge";
import { callerErrorOf } from "@/lib/relay/refusals/caller-error";
import type { Recording } from "@/lib/relay/repeats/recording";
import { judgeStream } from "@/lib/relay/routing/judge-stream";
import { answerHeader, type StreamFollower, type UpstreamStream } from "@/lib/relay/routing/upstream-answer";
import { GivenUp } from "@/lib/relay/routing/upstream-failure";
import type { Ticked } from "@/lib/relay/services/open-streams";
import type { RelayServices } from "@/lib/relay/services/services";
import type { Exchange } from "@/lib/upstreams/upstream";
import type { AnswerStream } from "@/lib/wire/answer-stream";
import { faultOf } from "@/lib/wire/anthropic/errors";
import { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import type { StreamFault } from "@/lib/wire/stream-fault";

/** For this long a refusal can still have its own status. Proxies give up after 30 seconds without any byte. */
const PATIENCE_MS = 10_000;
/** Bytes or pings at least this often: Claude Code gives up after 300 seconds without any. */
const SILENCE_BEFORE_PING_MS = 15_000;
const CHECKPOINT_EVERY_MS = 10_000;
/** A client that reads nothing for this long is gone, even if its socket is open. */
const STALL_LIMIT_MS = 300_000;
/** Longer than the slowest answer. A hold does not stay open for ever, even where client and upstream keep the stream alive. */
const LIFETIME_MS = 3_600_000;
/** Several times the longest answer with its framing. After the client has left, no more than this is read. */
const DRAIN_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * | State      | What happens                     | Next       | What is done                                                  |
 * |------------|----------------------------------|------------|---------------------------------------------------------------|
 * | waiting    | patience ends                    | opened     | the reply begins without its upstream, with a ping            |
 * | waiting    | the upstream streams             | flowing    | the reply begins, with the account in its headers             |
 * | waiting    | a whole answer                   | over       | it is the reply                                               |
 * | waiting    | a refusal                        | over       | the call rejects, with its own status                         |
 * | opened     | the upstream streams             | flowing    | its bytes follow the pings                                    |
 * | opened     | a whole answer                   | over       | it is written as the rest of the stream                       |
 * | opened     | a refusal                        | over       | an error in the caller's format ends the stream               |
 * | flowing    | the last frame, an end, a break  | concluding | the account is judged and the call settled                    |
 * | flowing    | the money is used up             | concluding | the same, and the upstream request is aborted                 |
 * | concluding | the call is settled              | over       | the end of the answer is written                              |
 * | concluding | the settle failed                | over       | the connection is broken off: the answer is not complete      |
 */
type State = "waiting" | "opened" | "flowing" | "concluding" | "over";

/** The services that a stream needs. */
export type StreamServices = Pick<RelayServices, "openStreams" | "inFlight"> & { ledger: StreamLedger };

/** The upstream's side, from its headers on. */
type Flow = { exchange: Exchange; route: Route; charge: StreamCharge };

/** Where the reply goes once it begins, or why there is none. */
type Reply = { resolve(reply: RelayReply): void; reject(error: unknown): void };

/**
 * The streamed answer of one call between an upstream that pushes and a client that may be slow, silent or gone. The client's
 * behaviour never changes the charge: when it leaves, the upstream is still read to its end.
 */
export class StreamedAnswer implements ReplyStream, StreamFollower, Ticked {
  rosterPlace = -1;
  private state: State = "waiting";
  private readonly answer: AnswerStream;
  private flow: Flow | null = null;
  /** A backlog before the client is there, and `GONE_CLIENT` once it has left. */
  private sink: ReplySink = new ReplyBacklog();
  private fault: StreamFault | undefined;
  private pausedSinceMs: number | null = null;
  private lastWriteMs = 0;
  private lastCheckpointMs = 0;
  private drainedBytes = 0;

  constructor(
    private readonly services: StreamServices,
    private readonly hold: Hold,
    private readonly recording: Recording | null,
    private readonly reply: Reply,
  ) {
    const { parsed } = hold.call;
    const answer = parsed.answerStream(new UsageMeter(requestFacts(hold.call)));
    this.answer = recording ? recording.record(answer) : answer;
    services.openStreams.add(this);
  }

  /** The upstream streams. */
  startFlow(route: Route, { headers, exchange, bytes }: UpstreamStream): void {
    const from = { route, upstreamRequestId: answerHeader(headers, "request-id") };
    const charge = new StreamCharge(this.services.ledger, this.hold, this.answer.meter, from, (fault) => this.stop(fault));
    this.flow = { exchange, route, charge };
    this.lastWriteMs = this.lastCheckpointMs = performance.now();
    if (this.state === "waiting") this.begin(streamHeaders(this.hold, route, headers));
    this.state = "flowing";
    bytes.follow(this);
  }

  /** The upstream has answered with a whole message, which is settled. */
  finish(reply: RelayReply): void {
    if (this.state === "opened") this.sink.end(reply.body as Uint8Array);
    else this.reply.resolve(reply);
    this.close();
  }

  /** No account has answered, and the call is free. */
  refuse(error: unknown): void {
    if (this.state === "opened") this.sink.end(this.answer.end(faultOf(callerErrorOf(error, this.hold.call.requestId))));
    else this.reply.reject(error);
    this.close();
  }

  start(sink: ReplySink): void {
    const backlog = this.sink;
    this.sink = sink;
    if (backlog instanceof ReplyBacklog) backlog.moveTo(sink, (chunk) => this.write(chunk));
  }

  resume(): void {
    if (this.pausedSinceMs === null) return;
    this.pausedSinceMs = null;
    this.flow?.exchange.resume();
  }

  clientLeft(): void {
    this.sink = GONE_CLIENT;
    this.resume();
  }

  data(chunk: Buffer): void {
    const { flow, answer } = this;
    if (this.state !== "flowing" || !flow) return;
    flow.charge.scan(chunk);
    const passed = answer.push(chunk);
    if (passed.length > 0) this.write(passed);
    if (answer.meter.hasEnded) this.conclude(null);
    else flow.charge.check();
    if (this.sink === GONE_CLIENT) this.drain(flow, chunk.length);
  }

  end(): void {
    this.conclude(null);
  }

  fail(cause: Error): void {
    this.conclude(cause);
  }

  tick(nowMs: number): void {
    const { startedMs } = this.hold.call;
    if (this.state === "waiting" && nowMs - startedMs >= PATIENCE_MS) this.open();
    else if (this.state === "opened") this.ping(nowMs);
    else if (this.state === "flowing" && this.flow) this.checkFlow(this.flow, nowMs);
  }

  private open(): void {
    this.state = "opened";
    this.begin(unansweredHeaders(this.hold));
    this.write(this.answer.keepAlive());
  }

  private begin(headers: RelayReply["headers"]): void {
    this.services.inFlight.begin();
    this.recording?.begin(headers);
    this.reply.resolve({ status: 200, headers, body: this });
  }

  private checkFlow({ exchange, charge }: Flow, nowMs: number): void {
    if (nowMs - this.hold.call.startedMs > LIFETIME_MS) exchange.abort(new GivenUp("The answer took longer than an hour."));
    if (this.pausedSinceMs !== null && nowMs - this.pausedSinceMs > STALL_LIMIT_MS) this.giveClientUp();
    this.ping(nowMs);
    if (nowMs - this.lastCheckpointMs < CHECKPOINT_EVERY_MS) return;
    this.lastCheckpointMs = nowMs;
    charge.checkpoint();
  }

  private ping(nowMs: number): void {
    if (nowMs - this.lastWriteMs >= SILENCE_BEFORE_PING_MS && this.pausedSinceMs === null) this.write(this.answer.keepAlive());
  }

  private write(chunk: Uint8Array): void {
    this.lastWriteMs = performance.now();
    if (this.sink.write(chunk) || this.state !== "flowing" || this.pausedSinceMs !== null) return;
    this.pausedSinceMs = this.lastWriteMs;
    this.flow?.exchange.pause();
  }

  private drain({ exchange }: Flow, bytes: number): void {
    this.drainedBytes += bytes;
    if (this.drainedBytes > DRAIN_LIMIT_BYTES) exchange.abort(new GivenUp("The client left, and the answer does not end."));
  }

  private giveClientUp(): void {
    const { sink } = this;
    this.clientLeft();
    sink.destroy();
  }

  /** Stops reading from the upstream and sends the reason to the client. */
  private stop(fault: StreamFault): void {
    if (this.state !== "flowing" || !this.flow) return;
    const cause = new GivenUp(fault.message);
    this.fault = fault;
    this.conclude(cause);
    this.flow.exchange.abort(cause);
  }

  /** Runs once, at the first of these: the last frame, the end of the upstream's bytes, or their break. */
  private conclude(cause: Error | null): void {
    if (this.state !== "flowing" || !this.flow) return;
    const { route, charge } = this.flow;
    const hasClientLeft = this.sink === GONE_CLIENT;
    this.state = "concluding";
    if (route.account) judgeStream(this.hold.call, route.account, this.answer.meter, { cause, hasClientLeft });
    charge
      .conclude(hasClientLeft)
      .finally(() => this.close())
      .then(() => this.sink.end(this.answer.end(this.fault)))
      // Nothing reached the ledger: the client must not see a finished answer.
      .catch(() => this.sink.destroy());
  }

  /** The timer no longer ticks this stream, and a closing process need not wait for it. */
  private close(): void {
    this.services.openStreams.remove(this);
    if (this.state !== "waiting") this.services.inFlight.finish();
    this.state = "over";
  }
}
