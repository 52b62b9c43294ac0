import type { Caller } from "@/lib/keys/authenticate-key";
import type { RelayRequest, RequestHeaders } from "@/lib/relay/call/request";
import { encodingOf } from "@/lib/relay/reading/decode-body";
import { readingBudget } from "@/lib/relay/reading/reading-budget";
import type { Kind, Reading, ReadingJob, Wanted } from "@/lib/relay/reading/reading-job";
import { readingThread } from "@/lib/relay/reading/reading-thread";
import { bufferOf } from "@/lib/wire/json";
import type { StoredItems } from "@/lib/wire/openai-responses/stored-items";

/** The longest body that Anthropic accepts; the same limit for every format. */
const BODY_LIMIT_BYTES = 32 * 1024 * 1024;
/** Enough for a name and a few limits. */
const FIELDS_LIMIT_BYTES = 64 * 1024;

/** Reads a long or encoded body of a call. Rejects with its dialect's errors, `request_too_large`, or `upstream_unavailable` under load. */
export async function readLongCall(
  { workspaceId }: Caller,
  request: RelayRequest,
  { itemsIn, ...named }: Pick<Wanted["call"], "endpoint" | "models"> & { itemsIn(body: Buffer): StoredItems | undefined },
): Promise<Reading["call"]> {
  const headers = withoutSecrets(request.headers);
  const wanted = { ...named, kind: "call", headers } as const;
  const { read, idempotency } = await readLong<"call">(workspaceId, request, wanted, (body) => ({ storedItems: itemsIn(body) }));
  read.request.body = bufferOf(read.request.body);
  return { read, idempotency: idempotency && { keyHash: bufferOf(idempotency.keyHash), requestHash: bufferOf(idempotency.requestHash) } };
}

/** The same for the body of a request to count tokens. */
export async function readLongCount({ workspaceId }: Caller, request: RelayRequest): Promise<Reading["count"] & { body: Buffer }> {
  const { body, ...read } = await readLong<"count">(workspaceId, request, { kind: "count" });
  return { ...read, body: bufferOf(body) };
}

/** Reads a batch of calls, always in the thread: its length does not show how long the reading takes. */
export async function readBatchBody(
  { workspaceId }: Caller,
  request: RelayRequest,
  named: Pick<Wanted["batch"], "models" | "markKey">,
): Promise<Reading["batch"]> {
  const read = await readLong<"batch">(workspaceId, request, { ...named, kind: "batch", headers: withoutSecrets(request.headers) });
  return { ...read, body: bufferOf(read.body), requestHash: bufferOf(read.requestHash) };
}

/** A body of a few fields, with its encoding taken off. Rejects with `request_too_large` and `invalid_request`. */
export async function readFields(request: RelayRequest): Promise<Uint8Array> {
  const encoding = encodingOf(request.headers["content-encoding"]);
  const body = await request.readBody(FIELDS_LIMIT_BYTES);
  if (encoding === null) return body;
  return (await readingThread.read<"bytes">("fields", { kind: "bytes", body, encoding, mostBytes: FIELDS_LIMIT_BYTES })).body;
}

/** `more` gets further inputs of the job from the body itself. An encoded body is not readable yet. */
async function readLong<Of extends Kind>(
  workspaceId: string,
  request: RelayRequest,
  wanted: Wanted[Of],
  more?: (body: Buffer) => Partial<Wanted[Of]>,
): Promise<Reading[Of]> {
  const encoding = encodingOf(request.headers["content-encoding"]);
  const body = await request.readBody(BODY_LIMIT_BYTES);
  const job = {
    ...wanted,
    ...(encoding === null && more?.(bufferOf(body))),
    body,
    encoding,
    mostBytes: BODY_LIMIT_BYTES,
  } as ReadingJob<Of>;
  return readingBudget.during(workspaceId, body.length, () => readingThread.read(workspaceId, job));
}

/** The reading thread does not need the key. */
function withoutSecrets({ authorization, "x-api-key": key, cookie, ...headers }: RequestHeaders): RequestHeaders {
  return headers;
}
