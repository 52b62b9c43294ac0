import "server-only";
import { ConnectionPool, type RequestSender } from "@/lib/http1/client/connection-pool";
import { type SilenceWatch, UpstreamSilent, type Watched } from "@/lib/upstreams/silence-watch";
import type { Exchange, UpstreamListener, UpstreamRequest } from "@/lib/upstreams/upstream";

export function openPool(origin: string, connectTimeoutMs = 10_000): ConnectionPool {
  return new ConnectionPool(origin, connectTimeoutMs);
}

/** One request on one of the pool's connections. */
export class HttpExchange implements Exchange, Watched, RequestSender {
  silentSinceMs: number;
  silenceMs: number;
  isPaused = false;
  rosterPlace = -1;
  isOver = false;
  connection: RequestSender["connection"] = null;
  private readonly silenceBetweenMs: number;

  constructor(
    patience: Pick<UpstreamRequest, "silenceMs" | "firstByteMs">,
    private readonly listener: UpstreamListener,
    private readonly watch: SilenceWatch,
  ) {
    this.silenceBetweenMs = patience.silenceMs;
    this.silenceMs = patience.firstByteMs ?? patience.silenceMs;
    watch.add(this);
    this.silentSinceMs = watch.nowMs;
  }

  pause(): void {
    this.isPaused = true;
    this.connection?.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.connection?.resume();
  }

  abort(reason: Error): void {
    this.connection?.drop();
    this.onFail(reason);
  }

  /** Ends a request that need not be sent, or no longer. */
  finish(): void {
    this.isOver = true;
    this.connection = null;
    this.watch.remove(this);
  }

  onSilent(): void {
    this.abort(new UpstreamSilent(`The upstream was silent for ${this.silenceMs} ms.`));
  }

  onInterim(): void {
    this.silentSinceMs = this.watch.nowMs;
    this.silenceMs = this.silenceBetweenMs;
  }

  onStart(status: number, headers: Record<string, string | undefined>): void {
    this.onInterim();
    this.listener.start(status, headers);
  }

  onData(chunk: Buffer): void {
    this.silentSinceMs = this.watch.nowMs;
    this.listener.data(chunk);
  }

  onEnd(): void {
    this.finish();
    try {
      this.listener.end();
    } catch (error) {
      // The caller must not wait for ever because the end of the answer could not be read.
      this.listener.fail(error as Error);
    }
  }

  /** Also called when something that the request needs was not available, so that it was never sent. */
  onFail(error: Error): void {
    if (this.isOver) return;
    this.finish();
    this.listener.fail(error);
  }
}
