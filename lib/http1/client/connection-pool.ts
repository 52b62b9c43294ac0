import { type AnswerTaker, Connection, type ConnectionOwner, type WrittenRequest } from "@/lib/http1/client/connection";
import { Place } from "@/lib/http1/client/open-socket";
import { type Method, requestHead } from "@/lib/http1/client/request-head";

const SWEEP_EVERY_MS = 1_000;

/** A `body` that is text is sent as UTF-8. With a method other than POST it is empty. */
export type PostRequest = { method?: Method; path: string; headers: Record<string, string | undefined>; body: Buffer | string };

/** The sender of a request, which also receives its answer. */
export type Poster = AnswerTaker & {
  /** Set when the sender gave up before the request was written. */
  readonly isOver: boolean;
  connection: Pick<Connection, "pause" | "resume" | "drop"> | null;
};

/** The connections to one upstream: any number of them, each for one request at a time. The most recently used one comes first. */
export class ConnectionPool implements ConnectionOwner {
  private readonly place: Place;
  private readonly all = new Set<Connection>();
  private idle: Connection[] = [];
  private posts: { request: PostRequest; poster: Poster }[] = [];
  private sweeper: NodeJS.Timeout | null = null;
  private closing: Promise<void> | null = null;
  private resolveClosing = () => {};

  constructor(
    origin: string,
    private readonly connectTimeoutMs: number,
  ) {
    this.place = new Place(origin);
  }

  /** The poster gets no event before this has returned. */
  post(request: PostRequest, poster: Poster): void {
    if (this.closing) {
      queueMicrotask(() => poster.onFail(new Error("The connections to the upstream are closed.")));
      return;
    }
    // Runs after this request's read phase: if the upstream has just closed a connection or sent something unsolicited on it, the pool
    // knows that by then.
    if (this.posts.push({ request, poster }) === 1) setImmediate(() => this.sendPosts());
  }

  /** Resolves when all open requests have ended. */
  close(): Promise<void> {
    this.closing ??= new Promise((resolve) => {
      this.resolveClosing = resolve;
    });
    for (const connection of this.idle.splice(0)) connection.drop();
    this.endClosing();
    return this.closing;
  }

  onIdle(connection: Connection, keepAliveMs: number): void {
    if (this.closing) {
      connection.drop();
      return;
    }
    connection.idleUntilMs = performance.now() + keepAliveMs;
    this.idle.push(connection);
    this.sweeper ??= setInterval(() => this.sweep(), SWEEP_EVERY_MS).unref();
  }

  onClosed(connection: Connection): void {
    this.all.delete(connection);
    this.endClosing();
  }

  private sendPosts(): void {
    const { posts } = this;
    this.posts = [];
    for (const { request, poster } of posts) if (!poster.isOver) this.send(request, poster);
    this.endClosing();
  }

  private send(request: PostRequest, poster: Poster): void {
    try {
      const written = writtenRequest(this.place, request);
      const connection = this.takeIdle() ?? this.open();
      poster.connection = connection;
      connection.carry(written, poster);
    } catch (error) {
      poster.onFail(error as Error);
    }
  }

  private takeIdle(): Connection | null {
    const nowMs = performance.now();
    for (;;) {
      const connection = this.idle.pop();
      if (!connection) return null;
      if (connection.isUsable && connection.idleUntilMs > nowMs) return connection;
      connection.drop();
    }
  }

  private open(): Connection {
    const connection = new Connection(this.place, this.connectTimeoutMs, this);
    this.all.add(connection);
    return connection;
  }

  private sweep(): void {
    const nowMs = performance.now();
    const kept: Connection[] = [];
    for (const connection of this.idle) {
      if (connection.isUsable && connection.idleUntilMs > nowMs) kept.push(connection);
      else connection.drop();
    }
    this.idle = kept;
    if (kept.length > 0 || !this.sweeper) return;
    clearInterval(this.sweeper);
    this.sweeper = null;
  }

  private endClosing(): void {
    if (this.all.size === 0 && this.posts.length === 0) this.resolveClosing();
  }
}

function writtenRequest(place: Place, { method, path, headers, body }: PostRequest): WrittenRequest {
  const bytes = Buffer.byteLength(body);
  // A text of that many bytes is ASCII, which is the same in Latin-1.
  const written = typeof body === "string" && bytes !== body.length ? Buffer.from(body) : body;
  return { head: requestHead(place, path, headers, bytes, method), body: written };
}
