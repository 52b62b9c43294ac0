import { z } from "zod";
import type { Operation, Parameter } from "@/lib/openapi/operation";
import { AT, CALL_ID, KEY_ID, MODEL, WORKSPACE_ID } from "@/lib/openapi/operations/examples";
import { callList, callWithReceipt } from "@/lib/openapi/schemas/calls";
import { balance, callingKey, usage } from "@/lib/openapi/schemas/own-data";

const counts = {
  input_tokens: 12,
  cache_creation_input_tokens: 3_000,
  cache_creation: { ephemeral_5m_input_tokens: 1_000, ephemeral_1h_input_tokens: 2_000 },
  cache_read_input_tokens: 20_000,
  output_tokens: 150,
};
const CALL = {
  object: "call",
  id: CALL_ID,
  request_id: `req_${CALL_ID}`,
  created_at: "2026-11-21T10:00:14.000Z",
  settled_at: AT,
  model: MODEL,
  endpoint: "messages",
  stream: false,
  key_id: KEY_ID,
  outcome: "settled",
  reason: null,
  http_status: 200,
  stop_reason: "end_turn",
  upstream: "claude-api",
  upstream_request_id: "req_011CV",
  usage: { ...counts, thinking_tokens: null, web_searches: 0, modifiers: [], is_estimated: false },
  price_version: 1,
  charge: "0.024036",
  absorbed: "0",
  held: "0.13",
  first_byte_ms: 640,
  total_ms: 3_911,
};
const line = (token_class: string, tokens: number, price: string, multiplier: string, amount: string) => {
  return { token_class, tokens, price_pico_per_token: price, multiplier_ppm: multiplier, amount };
};
const RECEIPT = {
  lines: [
    line("input", 12, "3000000", "1000000", "0.000036"),
    line("cacheWrite5m", 1_000, "3000000", "1250000", "0.00375"),
    line("cacheWrite1h", 2_000, "3000000", "2000000", "0.012"),
    line("cacheRead", 20_000, "3000000", "100000", "0.006"),
    line("output", 150, "15000000", "1000000", "0.00225"),
  ],
  factors: [],
  is_step: false,
  exact_amount: "0.024036",
  amount: "0.024036",
};
const WITH_RECEIPT = { upstream_moves: [], receipt: RECEIPT };
const figures = {
  requests: 1,
  free_requests: 0,
  ...counts,
  web_searches: 0,
  charge: "0.024036",
  absorbed: "0",
  saved_by_caching: "0.04725",
};

const id = (what: string, example: string): Parameter => ({ in: "path", name: "id", description: what, schema: z.string(), example });
const query = (name: string, schema: z.ZodType, description: string, example?: string | number): Parameter => {
  return { in: "query", name, schema, description, ...(example !== undefined && { example }) };
};
export const limit = query("limit", z.int().min(1).max(100), "The most per page. Default: 20.", 20);
export const cursor = query("cursor", z.string(), "The `next_cursor` of the page before.");
const modelId = query("model", z.string(), "Only calls of this model.");
const keyId = query("key_id", z.string().meta({ format: "uuid" }), "Only calls of this key.");

const own = { key: "ordinary", format: "both" } as const;

export const OWN_DATA: Operation[] = [
  {
    ...own,
    path: "/key",
    method: "get",
    operationId: "getCallingKey",
    tag: "Account",
    summary: "Read the calling key",
    description:
      "The key that makes this request: its limits, what it spent, and what is left of the balance, its budget and the monthly cap.",
    answer: {
      status: 200,
      description: "The key.",
      schema: callingKey,
      example: {
        object: "key",
        id: KEY_ID,
        name: "Laptop",
        prefix: "sk-relais-4fQz",
        last_four: "k41x",
        workspace_id: WORKSPACE_ID,
        limits: { requests_per_minute: 60, tokens_per_minute: null, models: null, expires_at: null, budget: null },
        workspace_month: { limit: "100", spent: "0.024036", held: "0", remaining: "99.975964", resets_at: "2026-12-01T00:00:00.000Z" },
        requests: 1,
        spent: "0.024036",
        remaining: "4.975964",
      },
    },
    errors: [],
  },
  {
    ...own,
    path: "/balance",
    method: "get",
    operationId: "getBalance",
    tag: "Account",
    summary: "Read the balance",
    description: "The figures by which calls are admitted.",
    answer: {
      status: 200,
      description: "The balance.",
      schema: balance,
      example: {
        object: "balance",
        currency: "usd",
        available: "4.975964",
        held: "0",
        settled: "0.024036",
        debt: "0",
        calls_in_flight: 0,
        is_frozen: false,
        lots: [
          {
            id: "0198c0de-7a11-7000-8000-0000000000b1",
            kind: "promo",
            granted: "1",
            left: "0.975964",
            expires_at: "2026-12-30T10:00:00.000Z",
            created_at: "2026-11-30T10:00:00.000Z",
          },
          {
            id: "0198c0de-7a11-7000-8000-0000000000b2",
            kind: "paid",
            granted: "4",
            left: "4",
            expires_at: null,
            created_at: "2026-11-30T09:00:00.000Z",
          },
        ],
      },
    },
    errors: [],
  },
  {
    ...own,
    path: "/calls",
    method: "get",
    operationId: "listCalls",
    tag: "Account",
    summary: "List finished calls",
    description: "The workspace's calls, newest first. The cursor shows every finished call exactly once.",
    parameters: [
      limit,
      cursor,
      modelId,
      keyId,
      query("outcome", z.enum(["settled", "released", "expired", "settled_late", "settled_partial"]), "Only calls with this outcome."),
      query("stream", z.enum(["true", "false"]), "Only streams, or only whole answers."),
      query("from", z.string(), "Received at or after this time.", "2026-11-21T00:00:00Z"),
      query("to", z.string(), "Received before this time.", "2026-11-22T00:00:00Z"),
    ],
    answer: {
      status: 200,
      description: "One page.",
      schema: callList,
      example: { object: "list", data: [CALL], has_more: false, next_cursor: null },
    },
    errors: ["invalid_request"],
  },
  {
    ...own,
    path: "/calls/{id}",
    method: "get",
    operationId: "getCall",
    tag: "Account",
    summary: "Read a call's receipt",
    description: "Each token class × its price × its multiplier in integers: anybody can recompute the charge.",
    parameters: [id("The call's id, with or without the `req_` of the `request-id` header.", `req_${CALL_ID}`)],
    answer: { status: 200, description: "The call with its receipt.", schema: callWithReceipt, example: { ...CALL, ...WITH_RECEIPT } },
    errors: ["not_found"],
  },
  {
    ...own,
    path: "/usage",
    method: "get",
    operationId: "getUsage",
    tag: "Account",
    summary: "Sum up the workspace's usage",
    description: "Includes every call that has ended. At most 366 days (31 days by hour) and 10,000 rows.",
    parameters: [
      query("from", z.string(), "A day in the time zone, or a time on a quarter of an hour. Default: 30 days before `to`.", "2026-11-01"),
      query(
        "to",
        z.string(),
        "A day or a time like `from`. Calls received at `to` itself are not included. Default: the end of today.",
        "2026-11-22",
      ),
      query("by", z.string(), "`day`, `hour`, `model` or `key`, or two of them with a comma between. Default: `day`.", "day"),
      query("time_zone", z.string(), "The time zone of the days. Default: `UTC`.", "Europe/Paris"),
      modelId,
      keyId,
    ],
    answer: {
      status: 200,
      description: "The sums.",
      schema: usage,
      example: {
        object: "usage",
        from: "2026-10-31T23:00:00.000Z",
        to: "2026-11-21T23:00:00.000Z",
        time_zone: "Europe/Paris",
        by: ["day"],
        data: [{ day: "2026-11-21", ...figures }],
        total: figures,
      },
    },
    errors: ["invalid_request"],
  },
];
