import { z } from "zod";
import { BUDGET_PERIODS } from "@/lib/basics/budget-periods";
import { count, dollars, instant, named, tokenCounts, uuid } from "@/lib/openapi/schemas/named";

const lot = named(
  "CreditLot",
  z.object({
    id: uuid,
    kind: z.enum(["paid", "promo"]).describe("`paid` was bought, `promo` was given."),
    granted: dollars,
    left: dollars.describe("What no finished call has used."),
    expires_at: instant.nullable().describe("Null for credit that does not expire."),
    created_at: instant,
  }),
  "Credit with its own origin and end.",
);

export const balance = named(
  "Balance",
  z.object({
    object: z.literal("balance"),
    currency: z.literal("usd"),
    available: dollars.describe("What new calls can be paid from."),
    held: dollars.describe("Reserved for calls that are running."),
    settled: dollars.describe("What all finished calls cost."),
    debt: dollars.describe("What a refund or dispute left open. The next top-up pays it first."),
    calls_in_flight: count,
    is_frozen: z.boolean(),
    lots: z.array(lot).describe("The parts of `available` and `held` together, in the order in which calls use them. At most 100."),
  }),
  "The workspace's balance, by the same function that lets calls in.",
);

const spend = {
  limit: dollars.nullable(),
  spent: dollars,
  held: dollars,
  remaining: dollars.nullable(),
  resets_at: instant.nullable().describe("Null for what never starts again."),
};
export const budgetPeriod = z.enum(BUDGET_PERIODS);

export const callingKey = named(
  "CallingKey",
  z.object({
    object: z.literal("key"),
    id: uuid,
    name: z.string(),
    prefix: z.string(),
    last_four: z.string(),
    workspace_id: uuid,
    limits: z.object({
      requests_per_minute: count.nullable(),
      tokens_per_minute: count.nullable(),
      models: z.array(z.string()).nullable().describe("Null allows every model."),
      expires_at: instant.nullable(),
      budget: z.object({ period: budgetPeriod, ...spend }).nullable(),
    }),
    workspace_month: z.object(spend).nullable().describe("The workspace's cap of this month; null where it has none."),
    requests: count,
    spent: dollars,
    remaining: dollars.describe("The least of what the balance, the budget and the month leave."),
  }),
  "The key that made this request, with its limits and what is left of them.",
);

const figures = {
  requests: count,
  free_requests: count.describe("Of these, how many cost nothing."),
  ...tokenCounts,
  web_searches: count,
  charge: dollars,
  absorbed: dollars.describe("What calls cost beyond hold and balance together, which nobody is charged."),
  saved_by_caching: dollars.describe("What cache reads saved less what cache writes cost extra; negative while writes outweigh reads."),
};

export const usage = named(
  "Usage",
  z.object({
    object: z.literal("usage"),
    from: instant,
    to: instant,
    time_zone: z.string(),
    by: z.array(z.enum(["day", "hour", "model", "key"])),
    data: z.array(
      z.object({
        day: z.string().optional().describe("`2026-11-21`, where `by` names days."),
        hour: instant.optional(),
        model: z.string().optional(),
        key_id: uuid.optional(),
        ...figures,
      }),
    ),
    total: z.object(figures),
  }),
  "Sums of finished calls. Every cut adds up to the same `total`, which is what left the balance.",
);
