import type { Call } from "@/lib/relay/call/call";
import { isStream, type RelayReply } from "@/lib/relay/call/request";
import type { RecentAnswers, StoredReply } from "@/lib/relay/repeats/recent-answers";
import { RecordedAnswer } from "@/lib/relay/repeats/recorded-answer";
import type { AnswerStream } from "@/lib/wire/answer-stream";
import { bufferOf } from "@/lib/wire/json";

/** Headers that are out of date when an answer is repeated. */
const MOMENTARY = /^(x-ratelimit-|anthropic-ratelimit-|x-relais-balance$|content-length$)/;

/**
 * Stores the reply to one call for its repeats. Repeats of a whole answer wait for its end. A stream is stored once it has ended; a repeat
 * before that is refused, because the call still runs.
 */
export class Recording {
  private stored: StoredReply = null;
  private headers: RelayReply["headers"] = {};
  private wake: ((stored: StoredReply) => void) | null = null;

  constructor(
    private readonly answers: RecentAnswers,
    private readonly call: Call,
  ) {
    if (call.parsed.request.isStream) return;
    const ended = new Promise<StoredReply>((resolve) => {
      this.wake = resolve;
    });
    answers.join(call, ended);
  }

  /** Takes a whole reply. */
  take(reply: RelayReply): void {
    this.store(storedReplyOf(reply));
  }

  /** Stores the headers of a stream's reply. */
  begin(headers: RelayReply["headers"]): void {
    this.headers = headers;
  }

  /** The same stream, recorded as it passes. */
  record(answer: AnswerStream): AnswerStream {
    return new RecordedAnswer(answer, (body) => this.store({ status: 200, headers: lasting(this.headers), body }));
  }

  /** Wakes the repeats that wait for the call. A failed call counts as a free one: its repeat is a new call. */
  end(): void {
    this.wake?.(this.stored);
  }

  private store(reply: StoredReply): void {
    this.stored = reply;
    // No repeat waits for a stream: it is available to the next repeat at once.
    if (!this.wake && reply) this.answers.store(this.call, reply, Date.now());
  }
}

function storedReplyOf({ status, headers, body }: RelayReply): StoredReply {
  if (isStream(body) || headers["x-relais-charge"] === "0") return null;
  return { status, headers: lasting(headers), body: bufferOf(typeof body === "string" ? Buffer.from(body) : body) };
}

function lasting(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !MOMENTARY.test(name)));
}
