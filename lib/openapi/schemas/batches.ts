import { z } from "zod";
import { messagesRequest } from "@/lib/openapi/schemas/messages";
import { count, instant, named } from "@/lib/openapi/schemas/named";

export const batchRequest = named(
  "MessageBatchRequest",
  z.object({
    requests: z
      .array(
        z.object({
          custom_id: z
            .string()
            .regex(/^[a-zA-Z0-9_-]{1,64}$/)
            .describe("Your name for the request, by which its result is found. Each only once."),
          params: messagesRequest,
        }),
      )
      .min(1)
      .max(10_000),
  }),
  "Requests as `/messages` takes them, but for `stream`, `speed: fast` and `max_tokens: 0`. At most 32 MB in all.",
);

export const messageBatch = named(
  "MessageBatch",
  z.object({
    id: z.string(),
    type: z.literal("message_batch"),
    processing_status: z.enum(["in_progress", "canceling", "ended"]).describe("It has ended once every one of its results is charged."),
    request_counts: z.object({ processing: count, succeeded: count, errored: count, canceled: count, expired: count }),
    created_at: instant,
    expires_at: instant,
    ended_at: instant.nullable(),
    cancel_initiated_at: instant.nullable(),
    archived_at: instant.nullable().describe("When its results were dropped, 29 days after its submission."),
    results_url: z.string().nullable().describe("Where its results are; null until it has ended."),
  }),
  "A batch of requests.",
);

export const batchList = named(
  "MessageBatchList",
  z.object({ data: z.array(messageBatch), has_more: z.boolean(), first_id: z.string().nullable(), last_id: z.string().nullable() }),
  "A page of the workspace's batches, the newest first.",
);

export const deletedBatch = named(
  "DeletedMessageBatch",
  z.object({ id: z.string(), type: z.literal("message_batch_deleted") }),
  "A batch that was deleted. The receipts of its requests stay.",
);

export const batchResult = named(
  "MessageBatchResult",
  z.looseObject({
    custom_id: z.string(),
    result: z.looseObject({
      type: z
        .string()
        .describe("`succeeded` with its `message`, `errored` with its `error`, `canceled` or `expired`. Only the first is charged."),
    }),
  }),
  "A line of the results, which come in no order.",
);
