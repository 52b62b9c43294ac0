import { AppError } from "@/lib/errors";
import type { Exchange, Upstream, UpstreamListener, UpstreamRequest } from "@/lib/upstreams/upstream";

type Headers = Record<string, string | string[] | undefined>;

/** An answer that has come to its end. */
export type WholeAnswer = { kind: "whole"; status: number; headers: Headers; body: Buffer };

/** What follows a streamed answer once its headers have come. */
export type StreamFollower = Pick<UpstreamListener, "data" | "end" | "fail">;

export type OpenStream<Follower> = (headers: Headers, exchange: Exchange) => Follower;

// Far above the longest message; an upstream that sends more is broken, and must not fill our memory.
const MAX_WHOLE_BYTES = 64 * 1024 * 1024;

/**
 * Sends a request and waits for the whole answer, or, where `open` is given and the upstream streams, for the headers only:
 * `open` then makes what takes the bytes. Rejects with `upstream_unavailable` when there is no answer.
 */
export function send<Follower extends StreamFollower>(
  upstream: Upstream,
  request: UpstreamRequest,
  open: OpenStream<Follower> | null,
): Promise<WholeAnswer | { kind: "streaming"; follower: Follower }> {
  return new Promise((resolve, reject) => {
    const reception = new Reception(open, resolve, reject);
    reception.exchange = upstream.send(request, reception);
  });
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
    private readonly resolve: (answer: WholeAnswer | { kind: "streaming"; follower: Follower }) => void,
    private readonly reject: (error: AppError) => void,
  ) {}

  start(status: number, headers: Headers): void {
    this.status = status;
    this.headers = headers;
    if (status !== 200 || !this.open || !this.exchange || !isEventStream(headers)) return;
    this.follower = this.open(headers, this.exchange);
    this.resolve({ kind: "streaming", follower: this.follower });
  }

  data(chunk: Buffer): void {
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
    this.resolve({ kind: "whole", status: this.status, headers: this.headers, body });
  }

  fail(error: Error): void {
    if (this.follower) this.follower.fail(error);
    else {
      const message = "The upstream could not be reached or broke off. Nothing was charged; please try again.";
      this.reject(new AppError("upstream_unavailable", message, { cause: error, retryAfterSeconds: 1 }));
    }
  }
}

function isEventStream(headers: Headers): boolean {
  return answerHeader(headers, "content-type")?.startsWith("text/event-stream") ?? false;
}
