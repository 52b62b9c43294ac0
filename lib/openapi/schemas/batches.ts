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
            .describe("Your name for the request. Its result has the same name. Each name may occur once in a batch."),
          params: messagesRequest,
        }),
      )
      .min(1)
      .max(10_000),
  }),
  "Requests of `/messages`, without `stream`, `speed: fast` and `max_tokens: 0`. All of them together have at most 32 MB.",
);

export const messageBatch = named(
  "MessageBatch",
  z.object({
    id: z.string(),
    type: z.literal("message_batch"),
    processing_status: z.enum(["in_progress", "canceling", "ended"]).describe("`ended` once every result is charged."),
    request_counts: z.object({ processing: count, succeeded: count, errored: count, canceled: count, expired: count }),
    created_at: instant,
    expires_at: instant,
    ended_at: instant.nullable(),
    cancel_initiated_at: instant.nullable(),
    archived_at: instant.nullable().describe("When the results were deleted: 29 days after the submission."),
    results_url: z.string().nullable().describe("The address of the results. Null until the batch has ended."),
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
  "The deleted batch. The receipts of its requests stay.",
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
  "One line of the results. The lines are in no particular order.",
);
