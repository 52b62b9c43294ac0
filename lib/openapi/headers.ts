type Header = { description: string; schema: object; example: string | number };

const text = { type: "string" };
const integer = { type: "integer" };
const money = { $ref: "#/components/schemas/Dollars" };

function rates(what: "requests" | "tokens"): Record<string, Header> {
  const limit = { description: `How many ${what} a minute there are.`, schema: integer, example: what === "requests" ? 50 : 40_000 };
  const remaining = { description: `How many ${what} are left of them.`, schema: integer, example: what === "requests" ? 49 : 36_838 };
  const at = { description: "When they start again.", schema: { type: "string", format: "date-time" }, example: "2026-11-21T10:01:00Z" };
  const after = { description: "In how long they start again.", schema: text, example: "42s" };
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
    description: "The request's id. For a call, its receipt is found by it.",
    schema: text,
    example: "req_0193f0a4-5b1c-7c8e-9d2f-3a4b5c6d7e8f",
  },
  "x-request-id": { description: "The same, under OpenAI's name.", schema: text, example: "req_0193f0a4-5b1c-7c8e-9d2f-3a4b5c6d7e8f" },
  "x-relais-charge": { description: "What the call cost. Not on streams: their receipt tells.", schema: money, example: "0.024036" },
  "x-relais-balance": { description: "What is left, where it is known.", schema: money, example: "4.975964" },
  "x-relais-max-tokens": {
    description: "To what the call was lowered, as `x-relais-fit-max-tokens` allows.",
    schema: integer,
    example: 812,
  },
  "x-relais-idempotent-replay": {
    description: "`true` where the answer was given before, to the first call under the same Idempotency-Key.",
    schema: text,
    example: "true",
  },
  "x-relais-ignored": {
    description: "Places of the request that have no effect, or another one than was asked for.",
    schema: text,
    example: "seed, service_tier",
  },
  "x-relais-upstream": {
    description: "Which of the operator's accounts answered, or was asked last.",
    schema: text,
    example: "claude-api",
  },
  "x-relais-route": {
    description: "Why that one, or why none, where there was a choice: `affine`, or for instance `failover:429` and `cooling:529`.",
    schema: text,
    example: "affine",
  },
  "retry-after": { description: "Seconds after which a repeat may succeed, never above 60.", schema: integer, example: 12 },
  "x-should-retry": { description: "`false` where a repeat within minutes cannot succeed.", schema: text, example: "false" },
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
