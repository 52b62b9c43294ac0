import { AppError, type ErrorCode } from "@/lib/basics/errors";
import type { IdempotencyMark } from "@/lib/idempotency/mark";
import type { Model } from "@/lib/pricing/model";
import type { ReadCall } from "@/lib/relay/call/dialect";
import type { RequestHeaders } from "@/lib/relay/call/request";
import type { NamedFile } from "@/lib/wire/anthropic/prompt-size";
import { UnsupportedParameter } from "@/lib/wire/openai/unsupported-parameter";
import type { KeptItems } from "@/lib/wire/openai-responses/kept-items";

/** What is wanted of a body, by the kind of the job. */
export type Wanted = {
  call: { kind: "call"; endpoint: string; headers: RequestHeaders; models: Map<string, Model>; kept?: KeptItems | undefined };
  count: { kind: "count" };
  bytes: { kind: "bytes" };
  batch: { kind: "batch"; headers: RequestHeaders; models: Map<string, Model>; markKey: string };
  /** The body is PDFs of these lengths, one behind the other. */
  pages: { kind: "pages"; lengths: number[] };
};
export type Kind = keyof Wanted;

type Packed = { body: Uint8Array; encoding: string | null; mostBytes: number };
/** What the thread that reads long bodies is asked. All of it is plain data: it passes from one thread to the other. */
export type ReadingJob<Of extends Kind = Kind> = Of extends Kind ? Wanted[Of] & Packed : never;

/** What a body says, by the kind of the job. */
export type Reading = {
  call: { read: ReadCall; idempotency: IdempotencyMark | null };
  /** Asks for a count: its model, and the body with no encoding. */
  count: { modelId: string; files: readonly NamedFile[]; body: Uint8Array };
  bytes: { body: Uint8Array };
  /**
   * `body` is what goes upstream: each request under the id of its call. The requests are serialised, some at a time: as one answer they
   * would keep who takes it from everything else. `files` are those that they name, and which of them does.
   */
  batch: { requests: Uint8Array[]; files: { n: number; file: NamedFile }[]; body: Uint8Array; requestHash: Uint8Array };
  /** Of all PDFs together; null where those of one cannot be counted. */
  pages: { pages: number | null };
};

/** One request of a batch; its own body is not part of it. */
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
