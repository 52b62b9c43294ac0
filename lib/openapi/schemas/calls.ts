import { z } from "zod";
import { count, dollars, instant, named, pageOf, tokenCounts, uuid } from "@/lib/openapi/schemas/named";

const integerText = z.string().regex(/^\d+$/);

const fields = {
  object: z.literal("call"),
  id: uuid,
  request_id: z.string().describe("The `request-id` header of the call's answer."),
  created_at: instant,
  settled_at: instant,
  model: z.string(),
  endpoint: z.string(),
  stream: z.boolean(),
  key_id: uuid,
  outcome: z.enum(["settled", "released", "expired", "settled_late", "settled_partial"]),
  reason: z
    .string()
    .nullable()
    .describe(
      "Why the call was free, or why it ended early. `process_lost`: our process stopped during the call, and only what it is known to have used is charged.",
    ),
  http_status: count,
  stop_reason: z.string().nullable(),
  upstream: z.string().nullable(),
  upstream_request_id: z.string().nullable(),
  usage: z.object({
    ...tokenCounts,
    thinking_tokens: count.nullable().describe("Part of `output_tokens`. Null if it was not reported."),
    web_searches: count,
    modifiers: z.array(z.string()),
    is_estimated: z.boolean(),
  }),
  price_version: count,
  charge: dollars,
  absorbed: dollars,
  held: dollars.describe("What was reserved before the call."),
  first_byte_ms: count.nullable(),
  total_ms: count,
};

const amount = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .describe("Dollars with every digit.");

const arithmetic = {
  lines: z.array(
    z.union([
      z.object({
        token_class: z.enum(["input", "cacheWrite5m", "cacheWrite1h", "cacheRead", "output"]),
        tokens: count,
        price_pico_per_token: integerText,
        multiplier_ppm: integerText,
        amount,
      }),
      z.object({ token_class: z.null(), web_searches: count, price_nano_per_search: integerText, amount }),
    ]),
  ),
  factors: z.array(z.object({ modifier: z.string(), factor_ppm: integerText })),
  is_step: z.boolean().describe("True if the prompt was long enough for the model's higher price."),
  exact_amount: amount.describe("The sum of the lines times the factors, before it is rounded up."),
  amount: dollars.describe("`exact_amount` rounded up to the nano-dollar."),
};

const receipt = named(
  "Receipt",
  z.object({
    ...arithmetic,
    samplings: z
      .array(z.object({ model: z.string(), price_version: count, ...arithmetic }))
      .optional()
      .describe(
        "Present if the model was asked several times in one call, and some of these prompts were long enough for its higher price. Each is priced by itself here, and `lines` has no tokens.",
      ),
    other_models: z
      .array(z.object({ model: z.string(), price_version: count, ...arithmetic }))
      .optional()
      .describe(
        "What other models did inside the call, each at its own price. The call costs all amounts together: this one, those of `samplings` and those of `other_models`.",
      ),
  }),
  "The arithmetic of a charge in integers: tokens × price × multiplier, summed, and rounded up once.",
);

const moves = z
  .array(z.object({ upstream: z.string(), why: z.enum(["failover", "cooling", "refused"]), label: z.string() }))
  .describe(
    "The accounts that were tried or skipped before `upstream`: they failed (`failover`), had failed shortly before (`cooling`), or could not serve this request (`refused`).",
  );

const call = named("Call", z.object(fields), "One finished call.");
export const callWithReceipt = named(
  "CallWithReceipt",
  z.object({ ...fields, upstream_moves: moves, receipt: receipt.nullable().describe("Null for a call that was free.") }),
  "One finished call with its receipt.",
);
export const callList = named("CallList", pageOf(call), "Finished calls, the newest first.");
