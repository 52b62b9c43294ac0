import { AppError } from "@/lib/basics/errors";
import { UpstreamSilent } from "@/lib/upstreams/silence";
import type { Exchange, Upstream, UpstreamListener, UpstreamRequest } from "@/lib/upstreams/upstream";
import { errorAnswerOf } from "@/lib/wire/anthropic/first-event";
import { refusalOfUpstream, timedOut, type UpstreamRefusal } from "@/lib/wire/upstream-fault";

type Headers = Record<string, string | string[] | undefined>;

/** An answer that has come to its end. */
export type WholeAnswer = { kind: "whole"; status: number; headers: Headers; body: Buffer };

/** No answer at all: the upstream could not be reached, was silent, or broke off before the first byte that counts. */
type NoAnswer = { kind: "unreached"; cause: Error };

type Answer<Follower> = WholeAnswer | NoAnswer | { kind: "streaming"; headers: Headers; follower: Follower };

/** What follows a streamed answer once its headers have come. */
export type StreamFollower = Pick<UpstreamListener, "data" | "end" | "fail">;

export type OpenStream<Follower> = (headers: Headers, exchange: Exchange) => Follower;

// Far above the longest message; an upstream that sends more is broken, and must not fill our memory.
const MAX_WHOLE_BYTES = 64 * 1024 * 1024;

/**
 * Sends a request and waits for the whole answer, or, where `open` is given and the upstream streams, for the headers only:
 * `open` then makes what takes the bytes. With `peeks` it waits for the first event too, and a stream that begins with an
 * error is an error answer. Never rejects.
 */
export function send<Follower extends StreamFollower>(
  upstream: Upstream,
  request: UpstreamRequest,
  open: OpenStream<Follower> | null,
  peeks = false,
): Promise<Answer<Follower>> {
  return new Promise((resolve) => {
    const reception = new Reception(open, peeks, resolve);
    reception.exchange = upstream.send(request, reception);
  });
}

export function unreached(cause: Error): AppError {
  if (cause instanceof UpstreamSilent) return timedOut({ cause, retryAfterSeconds: 1 });
  const message = "The upstream could not be reached or broke off. Nothing was charged; please try again.";
  return new AppError("upstream_unavailable", message, { cause, retryAfterSeconds: 1 });
}

/** Whose fault an answer is that is no 200, and what the caller may see of it. */
export function refusalIn({ status, headers, body }: WholeAnswer): UpstreamRefusal {
  return refusalOfUpstream(status, body, answerHeader(headers, "retry-after") ?? undefined);
}

/** A header of an upstream's answer as one text. */
export function answerHeader(headers: Headers, name: string): string | null {
  const value = headers[name];
  return (typeof value === "string" ? value : value?.[0]) ?? null;
}

class Reception<Follower extends StreamFollower> implements UpstreamListener {
  exchange: Exchange | null = null;
  private status = 0;
  private headers: Headers = {};
  private chunks: Buffer[] = [];
  private size = 0;
  private follower: Follower | null = null;

  constructor(
    private readonly open: OpenStream<Follower> | null,
    private readonly peeks: boolean,
    private readonly resolve: (answer: Answer<Follower>) => void,
  ) {}

  start(status: number, headers: Headers): void {
    this.status = status;
    this.headers = headers;
    if (!this.peeks) this.follow();
  }

  data(chunk: Buffer): void {
    if (this.peeks && this.size === 0 && !this.follower && !beginsWithError(chunk)) this.follow();
    if (this.follower) {
      this.follower.data(chunk);
      return;
    }
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.size > MAX_WHOLE_BYTES) this.exchange?.abort(new Error("The upstream's answer is too long."));
  }

  end(): void {
    if (this.follower) {
      this.follower.end();
      return;
    }
    const [first] = this.chunks;
    const body = this.chunks.length === 1 && first ? first : Buffer.concat(this.chunks);
    const { status, body: told } = this.isStream() ? errorAnswerOf(body) : { status: this.status, body };
    this.resolve({ kind: "whole", status, headers: this.headers, body: told });
  }

  fail(error: Error): void {
    if (this.follower) this.follower.fail(error);
    else this.resolve({ kind: "unreached", cause: error });
  }

  /** From here on the answer belongs to the one that takes its bytes. */
  private follow(): void {
    if (!this.open || !this.exchange || !this.isStream()) return;
    this.follower = this.open(this.headers, this.exchange);
    this.resolve({ kind: "streaming", headers: this.headers, follower: this.follower });
  }

  private isStream(): boolean {
    return this.status === 200 && this.open !== null && isEventStream(this.headers);
  }
}

const ERROR_EVENT = Buffer.from("event: error");

function beginsWithError(chunk: Buffer): boolean {
  return chunk.subarray(0, ERROR_EVENT.length).equals(ERROR_EVENT);
}

function isEventStream(headers: Headers): boolean {
  return answerHeader(headers, "content-type")?.startsWith("text/event-stream") ?? false;
}
