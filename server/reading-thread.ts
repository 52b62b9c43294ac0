// The thread that reads long and encoded bodies, so that decoding and parsing one request does not delay the calls of others.
import { parentPort } from "node:worker_threads";
import { AppError } from "@/lib/basics/errors";
import { readBatch } from "@/lib/batches/read-batch";
import { idempotencyMark } from "@/lib/idempotency/idempotency-mark";
import { assertBounded } from "@/lib/json-bytes/json-bounds";
import type { Dialect } from "@/lib/relay/call/dialect";
import { decode } from "@/lib/relay/reading/decode-body";
import { ownBytes } from "@/lib/relay/reading/own-bytes";
import { pagesOf, withPages } from "@/lib/relay/reading/read-documents";
import { type Kind, plainRefusal, type Reading, type ReadingAnswer, type ReadingJob } from "@/lib/relay/reading/reading-job";
import { chatDialect } from "@/lib/relay/reception/chat-dialect";
import { messagesDialect } from "@/lib/relay/reception/messages-dialect";
import { responsesDialect } from "@/lib/relay/reception/responses-dialect";
import { modelNamed } from "@/lib/relay/refusals/model-refusals";
import { openingOf } from "@/lib/relay/routing/conversation";
import { parseCountTokensCall } from "@/lib/wire/anthropic/request";
import { bufferOf } from "@/lib/wire/json";

const DIALECTS = new Map<string, Dialect>([messagesDialect, chatDialect, responsesDialect].map((each) => [each.endpoint, each]));

parentPort?.on("message", async (job: ReadingJob) => {
  const answer = await answerTo(job);
  parentPort?.postMessage(answer, movable(answer));
});

async function answerTo(job: ReadingJob): Promise<ReadingAnswer> {
  try {
    return { value: await read(job) };
  } catch (error) {
    return error instanceof AppError ? { refusal: plainRefusal(error) } : { failure: `${error instanceof Error ? error.stack : error}` };
  }
}

async function read(job: ReadingJob): Promise<Reading[Kind]> {
  const body = job.encoding === null ? bufferOf(job.body) : decode(job.body, job.encoding, job.mostBytes);
  if (job.kind === "bytes") return { body };
  if (job.kind === "pages") return { pages: await pagesOf(body, job.lengths) };
  assertBounded(body);
  if (job.kind === "count") return parseCountTokensCall(body);
  if (job.kind === "batch") return readBatch(body, job);
  const dialect = DIALECTS.get(job.endpoint) as Dialect;
  const call = dialect.read(body, job.headers, (name) => modelNamed(job.models, name), job.storedItems);
  call.request.opening = openingOf(call.request.body);
  if (call.request.prompt.unread.length > 0) call.request.prompt = await withPages(call.request.prompt);
  const key = job.headers["idempotency-key"];
  return { read: call, idempotency: key === undefined ? null : idempotencyMark(key, job.endpoint, body) };
}

/** Long bodies are transferred: copying one would keep both threads busy. */
function movable(answer: ReadingAnswer): ArrayBuffer[] {
  if (!("value" in answer) || "pages" in answer.value) return [];
  const holder = "read" in answer.value ? answer.value.read.request : answer.value;
  holder.body = ownBytes(holder.body);
  return [holder.body.buffer as ArrayBuffer];
}
