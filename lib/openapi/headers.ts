type Header = { description: string; schema: object; example: string | number };

const text = { type: "string" };
const integer = { type: "integer" };
const money = { $ref: "#/components/schemas/Dollars" };

function rates(what: "requests" | "tokens"): Record<string, Header> {
  const limit = { description: `The limit of ${what} a minute.`, schema: integer, example: what === "requests" ? 50 : 40_000 };
  const remaining = {
    description: `How many ${what} are left in this minute.`,
    schema: integer,
    example: what === "requests" ? 49 : 36_838,
  };
  const at = {
    description: "When the limit starts again.",
    schema: { type: "string", format: "date-time" },
    example: "2026-11-21T10:01:00Z",
  };
  const after = { description: "The time until the limit starts again.", schema: text, example: "42s" };
  return {
    [`anthropic-ratelimit-${what}-limit`]: limit,
    [`anthropic-ratelimit-${what}-remaining`]: remaining,
    [`anthropic-ratelimit-${what}-reset`]: at,
    [`x-ratelimit-limit-${what}`]: limit,
    [`x-ratelimit-remaining-${what}`]: remaining,
    [`x-ratelimit-reset-${what}`]: after,
  };
}

/** Every header that answers carry, by its name. */
export const HEADERS: Record<string, Header> = {
  "request-id": {
    description: "The id of the request. You also find the receipt of a call by it.",
    schema: text,
    example: "req_0193f0a4-5b1c-7c8e-9d2f-3a4b5c6d7e8f",
  },
  "x-request-id": { description: "The same, under OpenAI's name.", schema: text, example: "req_0193f0a4-5b1c-7c8e-9d2f-3a4b5c6d7e8f" },
  "x-relais-charge": {
    description: "What the call cost. A stream does not have this header: read its receipt.",
    schema: money,
    example: "0.024036",
  },
  "x-relais-balance": { description: "The available balance, if it is known.", schema: money, example: "4.975964" },
  "x-relais-max-tokens": {
    description: "The `max_tokens` to which `x-relais-fit-max-tokens` lowered the call.",
    schema: integer,
    example: 812,
  },
  "x-relais-idempotent-replay": {
    description: "`true` if this is the response to the first call with the same Idempotency-Key.",
    schema: text,
    example: "true",
  },
  "x-relais-ignored": {
    description: "Fields of the request that have no effect, or a different one than asked for.",
    schema: text,
    example: "seed, service_tier",
  },
  "x-relais-upstream": {
    description: "Which of the operator's accounts answered, or was asked last.",
    schema: text,
    example: "claude-api",
  },
  "x-relais-route": {
    description: "Why this account was chosen, or why none was: `affine`, or for example `failover:429` and `cooling:529`.",
    schema: text,
    example: "affine",
  },
  "retry-after": { description: "Seconds after which a repeat may succeed, never above 60.", schema: integer, example: 12 },
  "x-should-retry": { description: "`false` if a repeat within minutes cannot succeed.", schema: text, example: "false" },
  ...rates("requests"),
  ...rates("tokens"),
};

export const ID_HEADERS = ["request-id", "x-request-id"];
export const CALL_HEADERS = [
  "x-relais-charge",
  "x-relais-balance",
  "x-relais-max-tokens",
  "x-relais-idempotent-replay",
  "x-relais-upstream",
  "x-relais-route",
];
export const ANTHROPIC_RATES = Object.keys(HEADERS).filter((name) => name.startsWith("anthropic-ratelimit-"));
export const OPENAI_RATES = Object.keys(HEADERS).filter((name) => name.startsWith("x-ratelimit-"));
