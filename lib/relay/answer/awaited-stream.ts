import { streamHeaders } from "@/lib/relay/answer/reply-headers";
import type { Call } from "@/lib/relay/call/call";
import { isStream, type RelayReply, type ReplySink, type ReplyStream } from "@/lib/relay/call/request";
import { askedCall } from "@/lib/relay/money/measure";
import { refusalOf } from "@/lib/relay/refusals/refusal";
import type { Ticked } from "@/lib/relay/services/open-streams";
import type { RelayServices } from "@/lib/relay/services/services";
import type { AnswerStream } from "@/lib/wire/answer-stream";
import { faultOf } from "@/lib/wire/anthropic/errors";
import { UsageMeter } from "@/lib/wire/anthropic/usage-meter";

/** So long a refusal can still have a status of its own. Proxies on the way give up after half a minute without any byte. */
const PATIENCE_MS = 10_000;
const SILENCE_MS = 15_000;

/**
 * The reply to a call that asked for a stream, as soon as its upstream says anything; at the latest when patience ends: then the
 * reply begins by itself, with signs of life, and whatever comes of the call, a refusal too, is told inside the stream.
 */
export function whileAwaited(services: RelayServices, call: Call, reply: Promise<RelayReply>): Promise<RelayReply> {
  return new Promise((resolve, reject) => {
    const awaited = new AwaitedStream(services, call, resolve, reject);
    services.openStreams.add(awaited);
    reply.then(
      (answered) => awaited.follow(answered),
      (error) => awaited.refuse(error),
    );
  });
}

class AwaitedStream implements ReplyStream, Ticked {
  /** Set once the reply has begun without its upstream: speaks the caller's format. */
  private answer: AnswerStream | null = null;
  rosterPlace = -1;
  private sink: ReplySink | null = null;
  private followed: ReplyStream | null = null;
  private ending: Buffer | null = null;
  private hasLeft = false;
  private lastWriteMs = 0;

  constructor(
    private readonly services: RelayServices,
    private readonly call: Call,
    private readonly resolve: (reply: RelayReply) => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  tick(nowMs: number): void {
    if (!this.answer) {
      if (nowMs - this.call.startedMs >= PATIENCE_MS) this.begin();
    } else if (nowMs - this.lastWriteMs >= SILENCE_MS) this.live(nowMs);
  }

  start(sink: ReplySink): void {
    this.sink = sink;
    if (this.followed) this.followed.start(sink);
    else if (this.ending) this.end(sink, this.ending);
    else this.live(performance.now());
  }

  resume(): void {
    this.followed?.resume();
  }

  leave(): void {
    this.hasLeft = true;
    this.followed?.leave();
  }

  follow(reply: RelayReply): void {
    this.services.openStreams.remove(this);
    if (!this.answer) {
      this.resolve(reply);
      return;
    }
    this.services.inFlight.leave();
    if (!isStream(reply.body)) {
      // A whole message, written as a stream and charged already.
      this.finish(Buffer.from(reply.body));
      return;
    }
    this.followed = reply.body;
    if (this.hasLeft) reply.body.leave();
    else if (this.sink) reply.body.start(this.sink);
  }

  refuse(error: unknown): void {
    this.services.openStreams.remove(this);
    if (!this.answer) {
      this.reject(error);
      return;
    }
    this.services.inFlight.leave();
    this.finish(this.answer.end(faultOf(refusalOf(error, this.call.requestId))));
  }

  private begin(): void {
    this.answer = this.call.asked.answerStream(new UsageMeter(askedCall(this.call)));
    this.services.inFlight.enter();
    const headers = streamHeaders(this.call);
    // Another account than the one that is being asked may answer yet.
    delete headers["x-relais-upstream"];
    delete headers["x-relais-route"];
    this.resolve({ status: 200, headers, body: this });
  }

  private live(nowMs: number): void {
    this.lastWriteMs = nowMs;
    if (this.sink && this.answer && !this.hasLeft) this.sink.write(this.answer.keepAlive());
  }

  private finish(ending: Buffer): void {
    this.ending = ending;
    if (this.sink) this.end(this.sink, ending);
  }

  private end(sink: ReplySink, ending: Buffer): void {
    if (!this.hasLeft) sink.end(ending);
  }
}
