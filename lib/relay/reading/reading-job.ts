import { AppError, type ErrorCode } from "@/lib/basics/errors";
import type { IdempotencyMark } from "@/lib/idempotency/idempotency-mark";
import type { Model } from "@/lib/pricing/model";
import type { ReadCall } from "@/lib/relay/call/dialect";
import type { RequestHeaders } from "@/lib/relay/call/request";
import type { NamedFile } from "@/lib/wire/anthropic/prompt-size";
import { UnsupportedParameter } from "@/lib/wire/openai/unsupported-parameter";
import type { StoredItems } from "@/lib/wire/openai-responses/stored-items";

/** The inputs of a job besides its body, by kind. */
export type Wanted = {
  call: { kind: "call"; endpoint: string; headers: RequestHeaders; models: Map<string, Model>; storedItems?: StoredItems | undefined };
  count: { kind: "count" };
  bytes: { kind: "bytes" };
  batch: { kind: "batch"; headers: RequestHeaders; models: Map<string, Model>; markKey: string };
  /** The body consists of PDFs of these lengths, one after the other. */
  pages: { kind: "pages"; lengths: number[] };
};
export type Kind = keyof Wanted;

type Packed = { body: Uint8Array; encoding: string | null; mostBytes: number };
/** A job for the thread that reads long bodies. It is plain data, because it passes between threads. */
export type ReadingJob<Of extends Kind = Kind> = Of extends Kind ? Wanted[Of] & Packed : never;

/** The result of a job, by kind. */
export type Reading = {
  call: { read: ReadCall; idempotency: IdempotencyMark | null };
  /** A request to count tokens: its model, and the decoded body. */
  count: { modelId: string; files: readonly NamedFile[]; body: Uint8Array };
  bytes: { body: Uint8Array };
  /**
   * `body` is sent upstream: each request under the id of its call. `requests` are serialised in groups: one large message would block the
   * thread that receives it. `files` are the files that the requests name, with the number of the request.
   */
  batch: { requests: Uint8Array[]; files: { n: number; file: NamedFile }[]; body: Uint8Array; requestHash: Uint8Array };
  /** The pages of all PDFs together; null if those of one cannot be counted. */
  pages: { pages: number | null };
};

/** One request of a batch, without its own body. */
export type BatchedRequest = { callId: string; customId: string; read: ReadCall };

export type ReadingAnswer = { value: Reading[Kind] } | { refusal: PlainRefusal } | { failure: string };

/** An AppError without its class, which does not pass from one thread to the other. */
type PlainRefusal = Pick<AppError, "message" | "param" | "retryAfterSeconds" | "isFinal" | "facts"> & {
  code: ErrorCode;
  isUnsupported: boolean;
};

export function plainRefusal(error: AppError): PlainRefusal {
  const { code, message, param, retryAfterSeconds, isFinal, facts } = error;
  return { code, message, param, retryAfterSeconds, isFinal, facts, isUnsupported: error instanceof UnsupportedParameter };
}

export function refusalFrom({ code, message, param, retryAfterSeconds, isFinal, facts, isUnsupported }: PlainRefusal): AppError {
  if (isUnsupported && param !== undefined) return new UnsupportedParameter(param, message.slice(`${param}: `.length));
  return new AppError(code, message, {
    isFinal,
    facts,
    ...(param !== undefined && { param }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}
