import { z } from "zod";
import { dollars, instant, named, pageOf, uuid } from "@/lib/openapi/schemas/named";
import { budgetPeriod } from "@/lib/openapi/schemas/own-data";

const perMinute = z.int().min(1).max(1_000_000_000);
const models = z.array(z.string().min(1)).min(1).max(200);
const addresses = z.array(z.string().min(1)).min(1).max(100);
const budget = {
  limit: dollars.describe("Above zero."),
  period: budgetPeriod.describe("How often the budget starts again, in the workspace's time zone. Weeks begin on Monday."),
};

const limitFields = {
  requests_per_minute: perMinute.nullable(),
  tokens_per_minute: perMinute.nullable().describe("Tokens that are read from a cache do not count."),
  models: models.nullable().describe("The only models that the key may call, by id or alias. Null allows every model."),
  addresses: addresses
    .nullable()
    .describe("The addresses and networks from which the key may be used, such as `192.0.2.1` or `2001:db8::/32`."),
  expires_at: instant.nullable().describe("From this time on the key is refused. A new value must be in the future."),
};

const keyLimits = named(
  "KeyLimits",
  z.object({ budget: z.object(budget).nullable(), ...limitFields }),
  "The limits of a key, beside those of its workspace. Null is no limit.",
);
const keyLimitsChange = named(
  "KeyLimitsChange",
  z.strictObject({ budget: z.strictObject(budget).nullable(), ...limitFields }).partial(),
  "A limit that you leave out keeps its value. Null removes it.",
);

const name = z.string().min(1).max(80);
export const newKey = named("NewKey", z.strictObject({ name, limits: keyLimitsChange.optional() }), "The key to make.");
export const keyChange = named(
  "KeyChange",
  z.strictObject({ name: name.optional(), limits: keyLimitsChange.optional() }),
  "A field that you leave out keeps its value.",
);
export const rotation = named(
  "Rotation",
  z.strictObject({
    grace_seconds: z
      .int()
      .min(0)
      .max(2_592_000)
      .describe(
        "For how many seconds the old secret still works, at most 30 days. 0 ends it at once, and also the secrets of earlier rotations.",
      ),
  }),
  "For how long the old secret still works.",
);

const fields = {
  object: z.literal("key"),
  id: uuid,
  name: z.string(),
  status: z.enum(["live", "expired", "revoked"]),
  prefix: z.string().describe("The first characters of the secret, enough to tell keys apart."),
  last_four: z.string(),
  created_at: instant,
  last_used_at: instant.nullable().describe("To the minute."),
  revoked_at: instant.nullable(),
  limits: keyLimits,
  retiring_secrets: z
    .array(z.object({ prefix: z.string(), last_four: z.string(), works_until: instant }))
    .describe("Secrets that a rotation has replaced and that still work."),
};

export const key = named("Key", z.object(fields), "A key, without its secret.");
export const keyWithSecret = named(
  "KeyWithSecret",
  z.object({
    ...fields,
    secret: z
      .string()
      .regex(/^sk-relais-[0-9A-Za-z]{38}$/)
      .describe("Shown only in this answer."),
  }),
  "A key with its secret, which is shown only in this answer.",
);
export const keyList = named("KeyList", pageOf(key), "Keys, the newest first, revoked ones included.");
