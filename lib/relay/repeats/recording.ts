import type { Call } from "@/lib/relay/call/call";
import { isStream, type RelayReply } from "@/lib/relay/call/request";
import type { KeptReply, RecentAnswers } from "@/lib/relay/repeats/recent-answers";
import { TapedAnswer } from "@/lib/relay/repeats/taped-answer";
import type { AnswerStream } from "@/lib/wire/answer-stream";
import { bufferOf } from "@/lib/wire/json";

/** Headers that tell of a moment that is past when an answer is given again. */
const MOMENTARY = /^(x-ratelimit-|anthropic-ratelimit-|x-relais-balance$|content-length$)/;

/**
 * Keeps the reply to one call for its repeats. Repeats of a whole answer wait for its end; a stream is kept once it has come to its end, and
 * a repeat before that is told that it runs.
 */
export class Recording {
  private kept: KeptReply = null;
  private headers: RelayReply["headers"] = {};
  private wake: ((kept: KeptReply) => void) | null = null;

  constructor(
    private readonly answers: RecentAnswers,
    private readonly call: Call,
  ) {
    if (call.parsed.request.isStream) return;
    const ended = new Promise<KeptReply>((resolve) => {
      this.wake = resolve;
    });
    answers.join(call, ended);
  }

  /** Takes a whole reply. */
  take(reply: RelayReply): void {
    this.keep(keptOf(reply));
  }

  /** The headers that a stream's reply begins with. */
  begin(headers: RelayReply["headers"]): void {
    this.headers = headers;
  }

  /** The same stream, written down on its way. */
  tape(answer: AnswerStream): AnswerStream {
    return new TapedAnswer(answer, (body) => this.keep({ status: 200, headers: lasting(this.headers), body }));
  }

  /** Lets those go on that wait for the call. One that failed is as good as one that was free: its repeat is a call of its own. */
  end(): void {
    this.wake?.(this.kept);
  }

  private keep(reply: KeptReply): void {
    this.kept = reply;
    // Nobody waits for a stream: it is there for the next repeat at once.
    if (!this.wake && reply) this.answers.keep(this.call, reply, Date.now());
  }
}

function keptOf({ status, headers, body }: RelayReply): KeptReply {
  if (isStream(body) || headers["x-relais-charge"] === "0") return null;
  return { status, headers: lasting(headers), body: bufferOf(typeof body === "string" ? Buffer.from(body) : body) };
}

function lasting(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !MOMENTARY.test(name)));
}
