import { type AnswerReceiver, Connection, type ConnectionOwner, type WrittenRequest } from "@/lib/http1/client/connection";
import { Origin } from "@/lib/http1/client/origin";
import { type Method, requestHead } from "@/lib/http1/client/request-head";

const SWEEP_EVERY_MS = 1_000;

/** A `body` that is text is sent as UTF-8. With a method other than POST it is empty. */
export type OutgoingRequest = { method?: Method; path: string; headers: Record<string, string | undefined>; body: Buffer | string };

/** The sender of a request, which also receives its answer. */
export type RequestSender = AnswerReceiver & {
  /** Set when the sender gave up before the request was written. */
  readonly isOver: boolean;
  connection: Pick<Connection, "pause" | "resume" | "drop"> | null;
};

/** The connections to one upstream: any number of them, each for one request at a time. The most recently used one comes first. */
export class ConnectionPool implements ConnectionOwner {
  private readonly origin: Origin;
  private readonly all = new Set<Connection>();
  private idle: Connection[] = [];
  private queued: { request: OutgoingRequest; sender: RequestSender }[] = [];
  private sweeper: NodeJS.Timeout | null = null;
  private closing: Promise<void> | null = null;
  private resolveClosing = () => {};

  constructor(
    origin: string,
    private readonly connectTimeoutMs: number,
  ) {
    this.origin = new Origin(origin);
  }

  /** The sender gets no event before this has returned. */
  send(request: OutgoingRequest, sender: RequestSender): void {
    if (this.closing) {
      queueMicrotask(() => sender.onFail(new Error("The connections to the upstream are closed.")));
      return;
    }
    // Runs after this request's read phase: if the upstream has just closed a connection or sent something unsolicited on it, the pool
    // knows that by then.
    if (this.queued.push({ request, sender }) === 1) setImmediate(() => this.writeQueued());
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

  private writeQueued(): void {
    const { queued } = this;
    this.queued = [];
    for (const { request, sender } of queued) if (!sender.isOver) this.write(request, sender);
    this.endClosing();
  }

  private write(request: OutgoingRequest, sender: RequestSender): void {
    try {
      const written = writtenRequest(this.origin, request);
      const connection = this.takeIdle() ?? this.open();
      sender.connection = connection;
      connection.send(written, sender);
    } catch (error) {
      sender.onFail(error as Error);
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
    const connection = new Connection(this.origin, this.connectTimeoutMs, this);
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
    if (this.all.size === 0 && this.queued.length === 0) this.resolveClosing();
  }
}

function writtenRequest(origin: Origin, { method, path, headers, body }: OutgoingRequest): WrittenRequest {
  const bytes = Buffer.byteLength(body);
  // A text of that many bytes is ASCII, which is the same in Latin-1.
  const written = typeof body === "string" && bytes !== body.length ? Buffer.from(body) : body;
  return { head: requestHead(origin, path, headers, bytes, method), body: written };
}
