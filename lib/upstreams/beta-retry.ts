import type { Exchange, UpstreamListener } from "@/lib/upstreams/upstream";

type Headers = Record<string, string | string[] | undefined>;

/** In an error answer between a cloud's translation and here: the betas that the cloud refuses, as it names them. */
export const REFUSED_BETAS_HEADER = "x-relais-refused-betas";

/** Sends a request; where the upstream refuses one of its betas, once more without it. What it says of the second one stands. */
export class BetaRetry implements Exchange, UpstreamListener {
  private exchange: Exchange;
  private isSecond = false;
  private isRefused = false;

  constructor(
    private readonly listener: UpstreamListener,
    private readonly send: (listener: UpstreamListener) => Exchange,
    /** Called with what was refused, before the request is sent again. */
    private readonly remember: (names: string[]) => void,
  ) {
    this.exchange = send(this);
  }

  start(status: number, { [REFUSED_BETAS_HEADER]: refused, ...headers }: Headers): void {
    this.isRefused = refused !== undefined && !this.isSecond;
    if (this.isRefused) this.remember(`${refused}`.split(",").filter(Boolean));
    else this.listener.start(status, headers);
  }

  data(chunk: Buffer): void {
    if (!this.isRefused) this.listener.data(chunk);
  }

  end(): void {
    if (!this.isRefused) {
      this.listener.end();
      return;
    }
    this.isRefused = false;
    this.isSecond = true;
    this.exchange = this.send(this);
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
