import type { Exchange, UpstreamListener } from "@/lib/upstreams/upstream";

type Headers = Record<string, string | string[] | undefined>;

/**
 * Decides by the head of an answer: the headers to pass on; or null, only for the first answer, to discard it and send the request again.
 */
export type DecideByHead = (status: number, headers: Headers, isSecond: boolean) => Headers | null;

/** Sends a request, and once more when its first answer is discarded. The second answer stands. */
export class RetryOnce implements Exchange, UpstreamListener {
  private exchange: Exchange;
  private isSecond = false;
  private isHeldBack = false;

  constructor(
    private readonly listener: UpstreamListener,
    private readonly send: (listener: UpstreamListener) => Exchange,
    private readonly decide: DecideByHead,
  ) {
    this.exchange = send(this);
  }

  start(status: number, headers: Headers): void {
    const passedOn = this.decide(status, headers, this.isSecond);
    if (passedOn) this.listener.start(status, passedOn);
    else this.isHeldBack = true;
  }

  data(chunk: Buffer): void {
    if (!this.isHeldBack) this.listener.data(chunk);
  }

  end(): void {
    if (!this.isHeldBack) {
      this.listener.end();
      return;
    }
    this.isHeldBack = false;
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
