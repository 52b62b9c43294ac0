/** Names in lower case, repeated ones joined by commas, as node:http and web `Headers` give them. */
export type RequestHeaders = Record<string, string | undefined>;

/** One request to `/api/v1`, whatever carried it here. */
export type RelayRequest = {
  method: string;
  /** Without the query: `/api/v1/messages`. */
  path: string;
  /** Without the question mark; empty when there is none. */
  query: string;
  headers: RequestHeaders;
  remoteAddress: string;
  /** The body as it was sent, without a promise where it is here. Rejects with AppError("request_too_large") as soon as it is known to be longer. */
  readBody(limitBytes: number): Uint8Array | Promise<Uint8Array>;
  /** The body piece by piece, none of it kept here. Ends early, or fails, where its sender does or is too slow. */
  passBody(): AsyncIterable<Uint8Array>;
  /** True once nobody is there to read an answer. */
  hasLeft(): boolean;
};

export type RelayReply = {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array | string | ReplyStream;
};

/** Where the bytes of a streamed body go: the socket of the front door, or a web stream. */
export type ReplySink = {
  /** False when the client reads slower than the upstream answers: nothing more is wanted until `resume`. */
  write(chunk: Uint8Array): boolean;
  /** With a last piece, if there is one. */
  end(last?: Uint8Array): void;
  /** Breaks the connection off, so that nobody takes the answer for a whole one. */
  destroy(): void;
};

/** A body that is pushed: docs/decisions/0009 says why this and not an iterable of bytes. */
export type ReplyStream = {
  /** Begins to write. Called once, unless the client has left before. */
  start(sink: ReplySink): void;
  /** The sink has room again. */
  resume(): void;
  /** The client has left: nothing is written any more, and what it called for is still paid. */
  leave(): void;
};

export function isStream(body: RelayReply["body"]): body is ReplyStream {
  return typeof body === "object" && "start" in body;
}
