import type { Upstream, UpstreamRequest } from "@/lib/upstreams/upstream";
import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";

export const BATCHES_PATH = "/v1/messages/batches";

/** A batch of 32 MB is accepted in seconds. After this time without an answer its state is unknown. */
const SUBMITTING_SILENCE_MS = 120_000;
const SILENCE_MS = 30_000;
// Much more than a page of a hundred batches.
const MOST_BYTES = 4 * 1024 * 1024;
const NO_BODY = Buffer.alloc(0);
const VERSION = { "anthropic-version": "2023-06-01" };

/** A complete answer to a small request. `body` is null if it is not an object. */
export type UpstreamAnswer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  bytes: Buffer;
  body: JsonObject | null;
};

export type BatchesRequest = { method?: "GET" | "DELETE"; path: string; headers?: Record<string, string>; body?: Uint8Array };

/** Rejects if no complete answer came. */
export function requestUpstream(upstream: Upstream, request: BatchesRequest): Promise<UpstreamAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let head: Pick<UpstreamAnswer, "status" | "headers"> = { status: 0, headers: {} };
    const exchange = upstream.send(requestFor(request), {
      start(status, received) {
        head = { status, headers: received };
      },
      data(chunk) {
        size += chunk.length;
        if (size > MOST_BYTES) exchange.abort(new Error("The upstream's answer is too long."));
        else chunks.push(chunk);
      },
      end() {
        const bytes = Buffer.concat(chunks);
        const parsed = parseJson(bytes);
        resolve({ ...head, bytes, body: isObject(parsed) ? parsed : null });
      },
      fail: reject,
    });
  });
}

/** The request as an account of the Claude API expects it. */
export function requestFor({ method, path, headers = VERSION, body }: BatchesRequest): UpstreamRequest {
  const silenceMs = body ? SUBMITTING_SILENCE_MS : SILENCE_MS;
  return { ...(method && { method }), path, headers, body: body ?? NO_BODY, silenceMs };
}

/** A batch as its upstream describes it. */
export type UpstreamBatch = {
  id: string;
  hasEnded: boolean;
  createdAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
  counts: { succeeded: number; errored: number; canceled: number; expired: number };
  total: number;
};

/** Null if the object is not a batch. */
export function upstreamBatchOf(body: unknown): UpstreamBatch | null {
  if (!isObject(body) || body.type !== "message_batch" || typeof body.id !== "string" || !isObject(body.request_counts)) return null;
  const counted = body.request_counts;
  const count = (name: string): number => {
    const value = counted[name];
    return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : 0;
  };
  const counts = { succeeded: count("succeeded"), errored: count("errored"), canceled: count("canceled"), expired: count("expired") };
  const createdAt = dateOf(body.created_at);
  const expiresAt = dateOf(body.expires_at);
  if (!createdAt || !expiresAt || !/^[\w-]{1,200}$/.test(body.id)) return null;
  return {
    id: body.id,
    hasEnded: body.processing_status === "ended",
    createdAt,
    expiresAt,
    endedAt: dateOf(body.ended_at),
    counts,
    total: Object.values(counts).reduce((sum, each) => sum + each, count("processing")),
  };
}

function dateOf(text: unknown): Date | null {
  const date = typeof text === "string" ? new Date(text) : null;
  return date && !Number.isNaN(date.getTime()) ? date : null;
}
