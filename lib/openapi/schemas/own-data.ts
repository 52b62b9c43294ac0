import { z } from "zod";
import { BUDGET_PERIODS } from "@/lib/basics/budget-periods";
import { count, dollars, instant, named, tokenCounts, uuid } from "@/lib/openapi/schemas/named";

const lot = named(
  "CreditLot",
  z.object({
    id: uuid,
    kind: z.enum(["paid", "promo"]).describe("`paid` was bought, `promo` was given."),
    granted: dollars,
    left: dollars.describe("What finished calls have not used yet."),
    expires_at: instant.nullable().describe("Null for credit that does not expire."),
    created_at: instant,
  }),
  "A part of the credit, with its own origin and expiry.",
);

export const balance = named(
  "Balance",
  z.object({
    object: z.literal("balance"),
    currency: z.literal("usd"),
    available: dollars.describe("What new calls can spend."),
    held: dollars.describe("Reserved for calls that are running."),
    settled: dollars.describe("What all finished calls cost."),
    debt: dollars.describe("What is still owed after a refund or a dispute. The next top-up pays it first."),
    calls_in_flight: count,
    is_frozen: z.boolean(),
    lots: z.array(lot).describe("`available` and `held` together, by origin, in the order in which calls use them. At most 100."),
  }),
  "The workspace's balance: the figures by which calls are admitted.",
);

const spend = {
  limit: dollars.nullable(),
  spent: dollars,
  held: dollars,
  remaining: dollars.nullable(),
  resets_at: instant.nullable().describe("Null if it never starts again."),
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
    workspace_month: z.object(spend).nullable().describe("The workspace's monthly cap. Null if it has none."),
    requests: count,
    spent: dollars,
    remaining: dollars.describe("What the key can still spend: the least that balance, budget and monthly cap leave."),
  }),
  "The key that made this request, with its limits and what is left of them.",
);

const figures = {
  requests: count,
  free_requests: count.describe("How many of them cost nothing."),
  ...tokenCounts,
  web_searches: count,
  charge: dollars,
  absorbed: dollars.describe("What calls cost beyond their hold and the balance. Nobody is charged for it."),
  saved_by_caching: dollars.describe("What cache reads saved, minus the extra cost of cache writes. Negative if the writes cost more."),
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
        day: z.string().optional().describe("Such as `2026-11-21`, if `by` contains `day`."),
        hour: instant.optional(),
        model: z.string().optional(),
        key_id: uuid.optional(),
        ...figures,
      }),
    ),
    total: z.object(figures),
  }),
  "Sums of finished calls. However they are grouped, they add up to the same `total`, which is what was taken from the balance.",
);
