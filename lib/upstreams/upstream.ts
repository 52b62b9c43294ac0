/** A request as it goes to an upstream: the caller's key is never part of it. */
export type UpstreamRequest = {
  path: string;
  headers: Record<string, string>;
  body: Uint8Array | string;
  /** How long the upstream may be silent, before the first byte and between two. */
  silenceMs: number;
};

/** Called in the order of the answer: start, data any number of times, then end or fail. */
export type UpstreamListener = {
  start(status: number, headers: Record<string, string | string[] | undefined>): void;
  data(chunk: Buffer): void;
  end(): void;
  /** The upstream could not be reached, or its answer broke off. Nothing follows. */
  fail(error: Error): void;
};

/** One request under way. */
export type Exchange = {
  pause(): void;
  resume(): void;
  /** Gives the answer up: `fail` is called with this reason. */
  abort(reason: Error): void;
};

/** One provider account that calls are sent to. */
export type Upstream = {
  name: string;
  send(request: UpstreamRequest, listener: UpstreamListener): Exchange;
  close(): Promise<void>;
};
