import { AppError } from "@/lib/basics/errors";
import { UpstreamSilent } from "@/lib/upstreams/silence-watch";
import type { Exchange, Upstream, UpstreamListener, UpstreamRequest } from "@/lib/upstreams/upstream";
import { errorAnswerOf } from "@/lib/wire/anthropic/first-event";
import { refusalOfUpstream, timedOut, type UpstreamRefusal } from "@/lib/wire/upstream-fault";

export type AnswerHeaders = Record<string, string | string[] | undefined>;

/** A complete answer. */
export type WholeAnswer = { kind: "whole"; status: number; headers: AnswerHeaders; body: Buffer };

/** An answer that has begun to stream. Bytes that arrive before `follow` are kept. */
export type UpstreamStream = { kind: "stream"; headers: AnswerHeaders; exchange: Exchange; bytes: UpstreamBytes };

/** No answer at all: the upstream could not be reached, was silent, or broke off before the first byte that counts. */
type NoAnswer = { kind: "unreached"; cause: Error };

export type SentAnswer = WholeAnswer | UpstreamStream | NoAnswer;

/** Receives a streamed answer after its headers. */
export type StreamFollower = Pick<UpstreamListener, "data" | "end" | "fail">;

type UpstreamBytes = {
  /** Receives the bytes that have already arrived, then all later ones. Called once. */
  follow(follower: StreamFollower): void;
};

/**
 * How far to wait for an answer. `whole`: to its end. `stream`: for its headers, if the upstream streams. `begun_stream`: for the first
 * event too; a stream that begins with an error is an error answer.
 */
export type WaitFor = "whole" | "stream" | "begun_stream";

// Far above the longest message; an upstream that sends more is broken, and must not fill our memory.
const MAX_WHOLE_BYTES = 64 * 1024 * 1024;

/** Sends a request and waits for its answer. Never rejects. */
export function send(upstream: Upstream, request: UpstreamRequest, waitFor: WaitFor): Promise<SentAnswer> {
  return new Promise((resolve) => {
    const reception = new Reception(waitFor, resolve);
    reception.exchange = upstream.send(request, reception);
  });
}

export function unreached(cause: Error): AppError {
  if (cause instanceof UpstreamSilent) return timedOut({ cause, retryAfterSeconds: 1 });
  const message = "The upstream could not be reached or broke off. Nothing was charged; please try again.";
  return new AppError("upstream_unavailable", message, { cause, retryAfterSeconds: 1 });
}

/** Reads an answer that is not a 200: whose fault it is, and what the caller may see. */
export function refusalIn({ status, headers, body }: WholeAnswer): UpstreamRefusal {
  return refusalOfUpstream(status, body, answerHeader(headers, "retry-after") ?? undefined);
}

/** A header of an upstream's answer as one string. */
export function answerHeader(headers: AnswerHeaders, name: string): string | null {
  const value = headers[name];
  return (typeof value === "string" ? value : value?.[0]) ?? null;
}

class Reception implements UpstreamListener, UpstreamBytes {
  exchange: Exchange | null = null;
  private status = 0;
  private headers: AnswerHeaders = {};
  /** A whole answer, or the bytes of a stream before `follow`: the rest of the chunk that had its headers. */
  private chunks: Buffer[] = [];
  private size = 0;
  private isStreaming = false;
  private follower: StreamFollower | null = null;
  private ending: { cause: Error | null } | null = null;

  constructor(
    private readonly waitFor: WaitFor,
    private readonly resolve: (answer: SentAnswer) => void,
  ) {}

  start(status: number, headers: AnswerHeaders): void {
    this.status = status;
    this.headers = headers;
    if (this.waitFor === "stream") this.stream();
  }

  data(chunk: Buffer): void {
    if (this.follower) {
      this.follower.data(chunk);
      return;
    }
    if (this.waitFor === "begun_stream" && this.size === 0 && !beginsWithError(chunk)) this.stream();
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.size > MAX_WHOLE_BYTES) this.exchange?.abort(new Error("The upstream's answer is too long."));
  }

  end(): void {
    if (this.follower) this.follower.end();
    else if (this.isStreaming) this.ending = { cause: null };
    else this.resolve(this.whole());
  }

  fail(cause: Error): void {
    if (this.follower) this.follower.fail(cause);
    else if (this.isStreaming) this.ending = { cause };
    else this.resolve({ kind: "unreached", cause });
  }

  follow(follower: StreamFollower): void {
    this.follower = follower;
    for (const chunk of this.chunks.splice(0)) follower.data(chunk);
    if (!this.ending) return;
    if (this.ending.cause) follower.fail(this.ending.cause);
    else follower.end();
  }

  private stream(): void {
    if (!this.exchange || !this.isStream()) return;
    this.isStreaming = true;
    this.resolve({ kind: "stream", headers: this.headers, exchange: this.exchange, bytes: this });
  }

  private whole(): WholeAnswer {
    const [first] = this.chunks;
    const bytes = this.chunks.length === 1 && first ? first : Buffer.concat(this.chunks);
    const { status, body } = this.isStream() ? errorAnswerOf(bytes) : { status: this.status, body: bytes };
    return { kind: "whole", status, headers: this.headers, body };
  }

  private isStream(): boolean {
    return this.status === 200 && this.waitFor !== "whole" && isEventStream(this.headers);
  }
}

const ERROR_EVENT = Buffer.from("event: error");

function beginsWithError(chunk: Buffer): boolean {
  return chunk.subarray(0, ERROR_EVENT.length).equals(ERROR_EVENT);
}

function isEventStream(headers: AnswerHeaders): boolean {
  return answerHeader(headers, "content-type")?.startsWith("text/event-stream") ?? false;
}
