import { serialize } from "node:v8";
import { AppError } from "@/lib/basics/errors";
import { newId } from "@/lib/basics/ids";
import { idempotencyMark } from "@/lib/idempotency/idempotency-mark";
import { outlineOf } from "@/lib/json-bytes/json-outline";
import { elementsOf, memberNamed, membersOf } from "@/lib/json-bytes/json-text";
import { withPages } from "@/lib/relay/reading/read-documents";
import type { BatchedRequest, Reading, Wanted } from "@/lib/relay/reading/reading-job";
import { messagesDialect } from "@/lib/relay/reception/messages-dialect";
import { modelNamed } from "@/lib/relay/refusals/model-refusals";
import { invalid, requireArray, requireObject } from "@/lib/wire/fields";
import { parseRequestBody } from "@/lib/wire/json";

/** This many can be held, sent and settled in seconds. The upstream accepts ten times as many. */
const MOST_REQUESTS = 10_000;
export const BATCHES_ENDPOINT = "messages/batches";

/** This many are unpacked in a few milliseconds. */
const REQUESTS_AT_ONCE = 200;
const CUSTOM_ID = /^[a-zA-Z0-9_-]{1,64}$/;
const NO_BYTES = Buffer.alloc(0);

/**
 * Reads a body of `/messages/batches`: each request is read like one of `/messages`, with its original bytes. Throws `unknown_model`, and
 * `invalid_request` with the place of the fault. Runs in the reading thread.
 */
export async function readBatch(body: Buffer, { headers, models, markKey }: Wanted["batch"]): Promise<Reading["batch"]> {
  const customIds = customIdsIn(body);
  const list = memberNamed(membersOf(body), "requests");
  const places = elementsOf(body, list?.valueFrom);
  const requests: Uint8Array[] = [];
  const files: Reading["batch"]["files"] = [];
  let some: BatchedRequest[] = [];
  const pieces: (Buffer | string)[] = ['{"requests":['];
  for (let n = 0; n < places.length; n++) {
    const params = memberNamed(membersOf(body, places[n]?.from), "params");
    if (!params) throw invalid(`requests.${n}.params`, "this field is required.");
    const bytes = body.subarray(params.valueFrom, params.to);
    const callId = newId();
    const read = await readParams(n, bytes, (own) => messagesDialect.read(own, headers, (name) => modelNamed(models, name)));
    files.push(...read.request.prompt.files.map((file) => ({ n, file })));
    some.push({ callId, customId: customIds[n] as string, read });
    if (some.length === REQUESTS_AT_ONCE || n === places.length - 1) {
      requests.push(serialize(some));
      some = [];
    }
    pieces.push(`${n ? "," : ""}{"custom_id":"${callId}","params":`, bytes, "}");
  }
  pieces.push("]}");
  const { requestHash } = idempotencyMark(markKey, BATCHES_ENDPOINT, body);
  return {
    requests,
    files,
    requestHash,
    body: Buffer.concat(pieces.map((piece) => (typeof piece === "string" ? Buffer.from(piece) : piece))),
  };
}

/** Reads the frame around the requests, which is not sent upstream. */
function customIdsIn(body: Buffer): string[] {
  const { requests, ...others } = parseRequestBody(outlineOf(body, "requests"));
  const [other] = Object.keys(others);
  if (other !== undefined) throw invalid(other.slice(0, 100), "a batch has `requests`, and nothing else.");
  const list = requireArray(requests, "requests");
  if (list.length === 0) throw invalid("requests", "a batch has at least one request.");
  if (list.length > MOST_REQUESTS) {
    const message = `a batch has at most ${MOST_REQUESTS.toLocaleString("en")} requests here, and this one has ${list.length.toLocaleString("en")}. Nothing was charged; send them as several batches.`;
    throw invalid("requests", message);
  }
  const seen = new Set<string>();
  return list.map((entry, n) => {
    const { custom_id: customId, params, ...more } = requireObject(entry, `requests.${n}`);
    const [odd] = Object.keys(more);
    if (odd !== undefined) throw invalid(`requests.${n}.${odd.slice(0, 100)}`, "a request has `custom_id` and `params`, and nothing else.");
    if (typeof customId !== "string" || !CUSTOM_ID.test(customId)) {
      throw invalid(`requests.${n}.custom_id`, "must be 1 to 64 letters, digits, `_` and `-`.");
    }
    if (seen.has(customId)) throw invalid(`requests.${n}.custom_id`, "another request of this batch has the same one.");
    seen.add(customId);
    requireObject(params, `requests.${n}.params`);
    return customId;
  });
}

async function readParams(n: number, bytes: Buffer, read: (own: Buffer) => BatchedRequest["read"]): Promise<BatchedRequest["read"]> {
  try {
    const { model, request } = read(bytes);
    if (request.isStream) throw invalid("stream", "a batch is not streamed.");
    if (request.maxTokens === 0) throw invalid("max_tokens", "must be 1 or more in a batch.");
    if (request.speed === "fast") throw invalid("speed", "a batch has no fast mode.");
    const prompt = request.prompt.unread.length > 0 ? await withPages(request.prompt) : request.prompt;
    return { model, request: { ...request, prompt, body: NO_BYTES } };
  } catch (error) {
    throw inPlace(error, `requests.${n}.params`);
  }
}

/** Turns the refusal of one request into the refusal of its batch, which says where the request is. */
export function inPlace(error: unknown, place: string): unknown {
  if (!(error instanceof AppError)) return error;
  const { code, message, param, facts, isFinal } = error;
  const placed = param !== undefined && message.startsWith(`${param}: `) ? `${place}.${message}` : `${place}: ${message}`;
  return new AppError(code, placed, { param: param === undefined ? place : `${place}.${param}`, facts, isFinal });
}
