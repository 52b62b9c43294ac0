import type { Exchange, Upstream, UpstreamListener, UpstreamRequest } from "@/lib/upstreams/upstream";
import type { AccessTokens } from "@/lib/upstreams/vertex/access-token";

type Headers = Record<string, string | string[] | undefined>;

/** Sends a request; where Google refuses the token that was kept (it may have been withdrawn), once more with a new one. */
export function sendRenewing(upstream: Upstream, tokens: AccessTokens, request: UpstreamRequest, listener: UpstreamListener): Exchange {
  const kept = tokens.kept();
  return kept === null ? upstream.send(request, listener) : new RenewingExchange(upstream, tokens, request, listener, kept);
}

class RenewingExchange implements Exchange, UpstreamListener {
  private exchange: Exchange;
  private isRefused = false;

  constructor(
    private readonly upstream: Upstream,
    private readonly tokens: AccessTokens,
    private readonly request: UpstreamRequest,
    private readonly listener: UpstreamListener,
    /** Null once it was refused: a new one's refusal stands. */
    private token: string | null,
  ) {
    this.exchange = upstream.send(request, this);
  }

  start(status: number, headers: Headers): void {
    if (status === 401 && this.token !== null) {
      this.tokens.forget(this.token);
      this.token = null;
      this.isRefused = true;
    } else this.listener.start(status, headers);
  }

  data(chunk: Buffer): void {
    if (!this.isRefused) this.listener.data(chunk);
  }

  end(): void {
    if (this.isRefused) {
      this.isRefused = false;
      this.exchange = this.upstream.send(this.request, this);
    } else this.listener.end();
  }

  fail(error: Error): void {
    this.listener.fail(error);
  }

  pause(): void {
    this.exchange.pause();
  }

  resume(): void {
    this.exchange.resume();
  }

  abort(reason: Error): void {
    this.exchange.abort(reason);
  }
}
