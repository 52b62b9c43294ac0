import type { Upstream, UpstreamRequest } from "@/lib/upstreams/upstream";
import { type UpstreamAnswer, wholeAnswer } from "@/lib/upstreams/whole-answer";
import { isObject } from "@/lib/wire/json";

export const BATCHES_PATH = "/v1/messages/batches";

/** A batch of 32 MB is accepted in seconds. After this time without an answer its state is unknown. */
const SUBMITTING_SILENCE_MS = 120_000;
const SILENCE_MS = 30_000;
// Much more than a page of a hundred batches.
const MOST_BYTES = 4 * 1024 * 1024;
const NO_BODY = Buffer.alloc(0);
const VERSION = { "anthropic-version": "2023-06-01" };

export type BatchesRequest = {
  method?: "GET" | "DELETE";
  path: string;
  headers?: Record<string, string>;
  body?: Uint8Array;
  userProfileId?: string;
};

/** Rejects if no complete answer came. */
export function requestUpstream(upstream: Upstream, request: BatchesRequest): Promise<UpstreamAnswer> {
  return wholeAnswer(upstream, requestFor(request), { mostBytes: MOST_BYTES });
}

/** The request as an account of the Claude API expects it. */
export function requestFor({ method, path, headers = VERSION, body, userProfileId }: BatchesRequest): UpstreamRequest {
  const silenceMs = body ? SUBMITTING_SILENCE_MS : SILENCE_MS;
  return { ...(method && { method }), ...(userProfileId && { userProfileId }), path, headers, body: body ?? NO_BODY, silenceMs };
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
