import "server-only";
import { type Dispatcher, Pool } from "undici";
import { SilenceWatch, type Watched } from "@/lib/upstreams/silence";
import type { Exchange, Upstream, UpstreamListener, UpstreamRequest } from "@/lib/upstreams/upstream";

export type ClaudeApiOptions = { baseUrl: string; secret: string; connectTimeoutMs?: number };

/** More than the streams that one process carries: a call never waits for another one's connection. */
const CONNECTIONS = 4_096;

/** The Claude API, first party: undici's `dispatch` over one keep-alive pool, which is a seventh of what global `fetch` costs. */
export function claudeApi(options: ClaudeApiOptions): Upstream {
  const base = new URL(options.baseUrl);
  const prefix = base.pathname.replace(/\/$/, "");
  const watch = new SilenceWatch();
  const pool = new Pool(base.origin, {
    connections: CONNECTIONS,
    pipelining: 1,
    // Silence is watched by one timer for all: undici's own are a timer per request.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
    connect: { timeout: options.connectTimeoutMs ?? 10_000 },
  });
  return {
    name: "claude-api",
    send(request, listener) {
      const exchange = new ClaudeExchange(request, listener, watch);
      pool.dispatch(
        {
          path: prefix + request.path,
          method: "POST",
          headers: { "x-api-key": options.secret, "content-type": "application/json", ...request.headers },
          body: request.body as Buffer | string,
        },
        exchange,
      );
      return exchange;
    },
    close: () => pool.close(),
  };
}

class ClaudeExchange implements Exchange, Watched, Dispatcher.DispatchHandler {
  silentSinceMs: number;
  readonly silenceMs: number;
  isPaused = false;
  private controller: Dispatcher.DispatchController | null = null;
  private aborted: Error | null = null;

  constructor(
    request: UpstreamRequest,
    private readonly listener: UpstreamListener,
    private readonly watch: SilenceWatch,
  ) {
    this.silenceMs = request.silenceMs;
    watch.add(this);
    this.silentSinceMs = watch.nowMs;
  }

  pause(): void {
    this.isPaused = true;
    this.controller?.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.controller?.resume();
  }

  abort(reason: Error): void {
    this.aborted ??= reason;
    this.controller?.abort(reason);
  }

  onSilent(): void {
    this.abort(new Error(`The upstream was silent for ${this.silenceMs} ms.`));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.aborted) controller.abort(this.aborted);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Record<string, string | string[] | undefined>): void {
    this.silentSinceMs = this.watch.nowMs;
    if (status >= 200) this.listener.start(status, headers);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.silentSinceMs = this.watch.nowMs;
    this.listener.data(chunk);
  }

  onResponseEnd(): void {
    this.watch.remove(this);
    this.listener.end();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.watch.remove(this);
    this.listener.fail(error);
  }
}
