import type { Batch, BatchRequest, BatchResult, BatchRunner } from "./batch";
import { answerOne } from "./batch-result";
import { ApiError, invalid } from "./errors";
import { newId } from "./ids";

const LIFETIME_MS = 24 * 3_600_000;
const KEPT_MS = 29 * LIFETIME_MS;
const MOST_REQUESTS = 100_000;

/** The batches of every account. Work that is due by time is done at the next read. */
export class Batches {
  readonly #all = new Map<string, Batch>();

  add(standIn: BatchRunner, account: string, rules: Batch["rules"], body: unknown): Batch {
    const requests = checkedRequests(body);
    const batch = {
      id: newId("msgbatch"),
      account,
      rules,
      requests,
      createdMs: standIn.now(),
      canceledMs: null,
      endedMs: null,
      results: [],
    };
    this.#all.set(batch.id, batch);
    return batch;
  }

  /** The batch in its current state. Another account's batch does not exist. */
  find(standIn: BatchRunner, account: string, id: string): Batch {
    const batch = this.#all.get(id);
    if (!batch || batch.account !== account) throw new ApiError(404, `Message batch not found: ${id}`);
    proceed(standIn, batch);
    return batch;
  }

  /** Newest first. */
  of(standIn: BatchRunner, account: string): Batch[] {
    const own = [...this.#all.values()].filter((batch) => batch.account === account).reverse();
    for (const batch of own) proceed(standIn, batch);
    return own;
  }

  cancel(standIn: BatchRunner, batch: Batch): void {
    if (batch.endedMs !== null) throw invalid("Batch has already ended and cannot be canceled.");
    batch.canceledMs ??= standIn.now();
  }

  remove(batch: Batch): void {
    if (batch.endedMs === null) throw invalid("Batch cannot be deleted while it is still processing.");
    this.#all.delete(batch.id);
  }

  /** Ends all running batches at once; `expired` as if their day were over. */
  endAll(standIn: BatchRunner, { expired = false }: { expired?: boolean }): number {
    const open = [...this.#all.values()].filter((batch) => batch.endedMs === null);
    for (const batch of open) end(standIn, batch, expired ? "expired" : null);
    return open.length;
  }
}

/** The original's shape of a batch. */
export function batchObject(batch: Batch, nowMs: number, origin: string) {
  const { id, requests, createdMs, canceledMs, endedMs } = batch;
  const isArchived = nowMs > createdMs + KEPT_MS;
  const count = (type: BatchResult["type"]) => batch.results.filter(({ result }) => result.type === type).length;
  return {
    id,
    type: "message_batch",
    processing_status: endedMs !== null ? "ended" : canceledMs !== null ? "canceling" : "in_progress",
    request_counts: {
      processing: endedMs === null ? requests.length : 0,
      succeeded: count("succeeded"),
      errored: count("errored"),
      canceled: count("canceled"),
      expired: count("expired"),
    },
    created_at: iso(createdMs),
    expires_at: iso(createdMs + LIFETIME_MS),
    ended_at: endedMs === null ? null : iso(endedMs),
    cancel_initiated_at: canceledMs === null ? null : iso(canceledMs),
    archived_at: isArchived ? iso(createdMs + KEPT_MS) : null,
    results_url: endedMs === null || isArchived ? null : `${origin}/v1/messages/batches/${id}/results`,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function proceed(standIn: BatchRunner, batch: Batch): void {
  if (batch.endedMs !== null) return;
  const { batchMs } = standIn.settings;
  const nowMs = standIn.now();
  if (batch.canceledMs !== null) end(standIn, batch, "canceled");
  else if (batchMs !== null && nowMs >= batch.createdMs + batchMs) end(standIn, batch, null);
  else if (nowMs >= batch.createdMs + LIFETIME_MS) end(standIn, batch, "expired");
}

/** Ends the batch. With a reason, its remaining requests do not run. */
function end(standIn: BatchRunner, batch: Batch, unrun: "canceled" | "expired" | null): void {
  batch.endedMs = standIn.now();
  const results = batch.requests.map(({ custom_id, params }) => ({
    custom_id,
    result: unrun ? { type: unrun } : answerOne(standIn, batch, params),
  }));
  // The original promises no order of results.
  batch.results = results.reverse();
}

function checkedRequests(body: unknown): BatchRequest[] {
  if (!isRecord(body)) throw invalid("body: Input should be a valid dictionary");
  for (const name of Object.keys(body)) if (name !== "requests") throw invalid(`${name}: Extra inputs are not permitted`);
  const { requests } = body;
  if (requests === undefined) throw invalid("requests: Field required");
  if (!Array.isArray(requests)) throw invalid("requests: Input should be a valid list");
  if (requests.length === 0) throw invalid("requests: List should have at least 1 item after validation, not 0");
  if (requests.length > MOST_REQUESTS) {
    throw invalid(`requests: List should have at most ${MOST_REQUESTS} items after validation, not ${requests.length}`);
  }
  const seen = new Set<string>();
  for (const [index, request] of requests.entries()) checkRequest(request, `requests.${index}`, seen);
  return requests;
}

function checkRequest(request: unknown, at: string, seen: Set<string>): void {
  if (!isRecord(request)) throw invalid(`${at}: Input should be a valid dictionary`);
  for (const name of Object.keys(request))
    if (name !== "custom_id" && name !== "params") throw invalid(`${at}.${name}: Extra inputs are not permitted`);
  const { custom_id: customId, params } = request;
  if (customId === undefined) throw invalid(`${at}.custom_id: Field required`);
  if (typeof customId !== "string") throw invalid(`${at}.custom_id: Input should be a valid string`);
  if (customId.length > 64) throw invalid(`${at}.custom_id: String should have at most 64 characters`);
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(customId)) throw invalid(`${at}.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'`);
  if (seen.has(customId)) throw invalid(`${at}.custom_id: custom_id must be unique within a batch: ${customId}`);
  seen.add(customId);
  if (params === undefined) throw invalid(`${at}.params: Field required`);
  if (!isRecord(params)) throw invalid(`${at}.params: Input should be a valid dictionary`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
