import { z } from "zod";
import { ANTHROPIC_RATES } from "@/lib/openapi/headers";
import type { Operation, Parameter } from "@/lib/openapi/operation";
import { AT, MESSAGE, MODEL } from "@/lib/openapi/operations/examples";
import { beta, version } from "@/lib/openapi/operations/relayed";
import { batchList, batchRequest, batchResult, deletedBatch, messageBatch } from "@/lib/openapi/schemas/batches";

const BATCH_ID = "msgbatch_0193f0a45b1c7c8e9d2f3a4b5c6d7e8f";
const BATCH = {
  id: BATCH_ID,
  type: "message_batch",
  processing_status: "in_progress",
  request_counts: { processing: 1, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
  created_at: AT,
  expires_at: "2026-11-22T10:00:18.000Z",
  ended_at: null,
  cancel_initiated_at: null,
  archived_at: null,
  results_url: null,
};
const PARAMS = { model: MODEL, max_tokens: 500, messages: [{ role: "user", content: "Hello, Claude!" }] };

const id: Parameter = { in: "path", name: "id", description: "The batch's id.", schema: z.string(), example: BATCH_ID };
const query = (name: string, schema: z.ZodType, description: string): Parameter => ({ in: "query", name, schema, description });
const idempotency: Parameter = {
  in: "header",
  name: "idempotency-key",
  description:
    "Within 24 hours a repeat with the same value returns the existing batch (`x-relais-idempotent-replay: true`). Another body with it is " +
    "refused. Without it, an official client's own retry returns its batch for 15 minutes, and a program that submits again creates a second batch.",
  schema: z.string(),
  example: "nightly-2026-11-22",
};

const own = { tag: "Batches", key: "ordinary", format: "anthropic" } as const;

export const BATCHES: Operation[] = [
  {
    ...own,
    path: "/messages/batches",
    method: "post",
    operationId: "createMessageBatch",
    summary: "Submit a batch",
    description:
      "The most that all requests may cost at half price is held. If the balance does not cover it, nothing is held, and the batch is refused with the sum that is needed. " +
      "Each request is charged by its own result and has its own receipt. A request that fails, is cancelled or expires is free. " +
      "If the upstream does not answer the submission, the batch is `in_progress` until it is known whether it was accepted, usually within minutes. It is never submitted twice.",
    parameters: [version, beta, idempotency],
    body: { schema: batchRequest, example: { requests: [{ custom_id: "first", params: PARAMS }] } },
    answer: {
      status: 200,
      description: "The batch.",
      schema: messageBatch,
      example: BATCH,
      headers: ["x-relais-upstream", "x-relais-idempotent-replay", ...ANTHROPIC_RATES],
    },
    errors: [
      "invalid_request",
      "insufficient_balance",
      "balance_owed",
      "payment_questioned",
      "workspace_restricted",
      "unknown_model",
      "not_found",
      "request_too_large",
      "conflict",
      "rate_limited",
      "upstream_unavailable",
    ],
  },
  {
    ...own,
    path: "/messages/batches",
    method: "get",
    operationId: "listMessageBatches",
    summary: "List the batches",
    description: "All batches of the workspace, submitted with any of its keys.",
    parameters: [
      query("limit", z.int().min(1).max(1_000), "The most per page. Default: 20."),
      query("after_id", z.string(), "Batches older than this one."),
      query("before_id", z.string(), "Batches newer than this one, beginning with the next."),
    ],
    answer: {
      status: 200,
      description: "A page of batches.",
      schema: batchList,
      example: { data: [BATCH], has_more: false, first_id: BATCH_ID, last_id: BATCH_ID },
    },
    errors: ["invalid_request", "not_found"],
  },
  {
    ...own,
    path: "/messages/batches/{id}",
    method: "get",
    operationId: "getMessageBatch",
    summary: "Read a batch",
    description: "Ask as often as you like: nothing is charged.",
    parameters: [id],
    answer: { status: 200, description: "The batch.", schema: messageBatch, example: BATCH },
    errors: ["not_found"],
  },
  {
    ...own,
    path: "/messages/batches/{id}",
    method: "delete",
    operationId: "deleteMessageBatch",
    summary: "Delete a batch",
    description: "Deletes an ended batch and its results, here and upstream.",
    parameters: [id],
    answer: {
      status: 200,
      description: "It is gone.",
      schema: deletedBatch,
      example: { id: BATCH_ID, type: "message_batch_deleted" },
    },
    errors: ["invalid_request", "not_found", "upstream_unavailable"],
  },
  {
    ...own,
    path: "/messages/batches/{id}/cancel",
    method: "post",
    operationId: "cancelMessageBatch",
    summary: "Cancel a batch",
    description: "Requests that have begun are finished and charged. The others are free.",
    parameters: [id],
    answer: {
      status: 200,
      description: "The batch.",
      schema: messageBatch,
      example: { ...BATCH, processing_status: "canceling", cancel_initiated_at: AT },
    },
    errors: ["invalid_request", "not_found", "conflict", "upstream_unavailable"],
  },
  {
    ...own,
    path: "/messages/batches/{id}/results",
    method: "get",
    operationId: "getMessageBatchResults",
    summary: "Read the results of a batch",
    description:
      "Available from the end of the batch until 29 days after its submission. They come from the upstream, and are not stored here.",
    parameters: [id],
    answer: {
      status: 200,
      description: "A line for each request.",
      schema: batchResult,
      example: `${JSON.stringify({ custom_id: "first", result: { type: "succeeded", message: MESSAGE } })}\n`,
      isLines: true,
    },
    errors: ["not_found", "rate_limited", "upstream_unavailable"],
  },
];
