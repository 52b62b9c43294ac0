/** Names in lower case, repeated ones joined by commas, as node:http and web `Headers` give them. */
export type RequestHeaders = Record<string, string | undefined>;

/** One request to `/api/v1`, from any kind of server. */
export type RelayRequest = {
  method: string;
  /** Without the query: `/api/v1/messages`. */
  path: string;
  /** Without the question mark; empty when there is none. */
  query: string;
  headers: RequestHeaders;
  remoteAddress: string;
  /** The body as it was sent; no promise if it has arrived. Rejects with AppError("request_too_large") once it is known to be longer. */
  readBody(limitBytes: number): Uint8Array | Promise<Uint8Array>;
  /** The body in chunks; none is stored. It ends early or fails if its sender does so or is too slow. */
  passBody(): AsyncIterable<Uint8Array>;
  /** True once the client has gone. */
  hasLeft(): boolean;
};

export type RelayReply = {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array | string | ReplyStream;
};

/** Where the bytes of a streamed body go: the socket of the front door, or a web stream. */
export type ReplySink = {
  /** False if the client reads more slowly than the upstream answers: wait for `resume` before the next write. */
  write(chunk: Uint8Array): boolean;
  /** Ends the body, after the last chunk if there is one. */
  end(last?: Uint8Array): void;
  /** Breaks off the connection, so that the client does not take the answer for a complete one. */
  destroy(): void;
};

/** A body that is pushed: docs/decisions/0009 says why this and not an iterable of bytes. */
export type ReplyStream = {
  /** Begins to write. Called once, unless the client has left before. */
  start(sink: ReplySink): void;
  /** The sink has room again. */
  resume(): void;
  /** The client has left: nothing more is written, and the call is still charged. */
  clientLeft(): void;
};

export function isStream(body: RelayReply["body"]): body is ReplyStream {
  return typeof body === "object" && "start" in body;
}
