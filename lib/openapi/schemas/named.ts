import { z } from "zod";

/** The schemas that have a name in the document: each stands there once, and the others refer to it. */
export const NAMED = z.registry<{ id: string }>();

export function named<Schema extends z.ZodType>(id: string, schema: Schema, description: string): Schema {
  const described = schema.describe(description);
  NAMED.add(described, { id });
  return described;
}

export const dollars = named(
  "Dollars",
  z.string().regex(/^-?\d+(\.\d{1,9})?$/),
  "US dollars as exact decimal text with at most nine decimals. It is not a JSON number, since those lose digits.",
);
export const instant = z.string().meta({ format: "date-time" });
export const uuid = z.string().meta({ format: "uuid" });
export const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

export const tokenCounts = {
  input_tokens: count.describe("Plain input: neither read from a cache nor written to one."),
  cache_creation_input_tokens: count.describe("Written to a cache, both lifetimes together."),
  cache_creation: z.object({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }),
  cache_read_input_tokens: count,
  output_tokens: count,
};

/** A page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    object: z.literal("list"),
    data: z.array(item),
    has_more: z.boolean(),
    next_cursor: z.string().nullable().describe("Send it as `cursor` to get the next page. Null on the last page."),
  });
}
