import { AppError, type ErrorCode, type ErrorDetails } from "@/lib/basics/errors";
import type { Operation } from "@/lib/openapi/operation";
import { anthropicErrorReply } from "@/lib/wire/anthropic/errors";
import type { ErrorReply } from "@/lib/wire/error-reply";
import { openAiErrorReply } from "@/lib/wire/openai/errors";

const REQUEST_ID = "req_0193f0a4-5b1c-7c8e-9d2f-3a4b5c6d7e8f";

type ErrorText = { meaning: string; message: string; details?: ErrorDetails };

const money = { available: "0.05", held: "0", needed: "0.13", max_tokens_that_fits: 812 };

/** The meaning of each refusal, and an example in its real words. A new code without an entry does not compile. */
const ERRORS: Record<ErrorCode, ErrorText> = {
  unauthenticated: {
    meaning: "No key, or one that is unknown, mistyped, revoked or expired.",
    message: "This key is not valid: it is unknown, mistyped or revoked.",
  },
  forbidden: {
    meaning: "The key is valid, but its kind or one of its limits does not allow this.",
    message: "An ordinary key cannot manage keys. Use a management key: the workspace's owner makes one in the portal.",
  },
  not_found: { meaning: "It does not exist, or it belongs to another workspace.", message: "There is no such key." },
  method_not_allowed: {
    meaning: "The path takes other methods. The `allow` header lists them.",
    message: "/api/v1/balance takes GET, HEAD.",
  },
  unknown_model: {
    meaning: "There is no such model, or it has no complete price.",
    message: "There is no model gpt-5 here. GET /api/v1/models lists all models.",
    details: { param: "model" },
  },
  invalid_request: {
    meaning: "A field is missing, unknown or impossible; `param` names it.",
    message: "max_tokens: this field is required.",
    details: { param: "max_tokens" },
  },
  request_too_large: { meaning: "The body is over 32 MB.", message: "The body is longer than 33554432 bytes. Nothing was charged." },
  insufficient_balance: {
    meaning: "The balance does not cover the most that the call may cost. `max_tokens_that_fits` says what it does cover.",
    message:
      "The balance of $0.05 does not cover this call, which may cost up to $0.13. Nothing was charged. Top up, or ask for at most 812 tokens.",
    details: { facts: money },
  },
  balance_owed: {
    meaning:
      "Earlier calls cost more than the balance. Until a top-up covers this or the operator clears it, calls can spend only what the balance has beyond it.",
    message:
      "Earlier calls of this workspace cost more than its balance. Until that is paid or cleared, calls may cost up to $0.05 in all. Nothing was charged. Top up the sum that the billing page names, or contact support.",
    details: { isFinal: true, facts: { ...money, reason: "absorbed_loss" } },
  },
  payment_questioned: {
    meaning:
      "A payment of the workspace was refunded, disputed or reported as fraud. Calls are refused until the operator has looked at it.",
    message:
      "A payment to this workspace was refunded, disputed or reported as fraud. Nothing was charged. If Billing shows an amount that is owed, calls are answered again once a top-up has paid it. Otherwise please contact support.",
    details: { isFinal: true, facts: { ...money, reason: "payment_questioned" } },
  },
  workspace_restricted: {
    meaning: "Anthropic banned or restricted the customer of this workspace. No model answers it until that ends.",
    message:
      "Anthropic has banned this workspace from its models (usage policy violation), so its calls are refused. Nothing was charged. Contact support: only the operator can take this up with Anthropic.",
    details: { isFinal: true, facts: { reason: "ban", expires_at: null } },
  },
  conflict: {
    meaning: "It was done already, or can no longer be done.",
    message: "This key is revoked for good. Nothing was changed.",
  },
  rate_limited: {
    meaning: "The requests or tokens of this minute are used up, or a budget or monthly cap is reached.",
    message: "50 requests a minute are the limit here, and they are used up. Nothing was charged; try again in 12 s.",
    details: { retryAfterSeconds: 12 },
  },
  upstream_unavailable: {
    meaning: "No upstream answered, or the database is away. Nothing was charged.",
    message: "The upstream is overloaded. Nothing was charged; please try again.",
    details: { retryAfterSeconds: 1 },
  },
  upstream_failed: {
    meaning: "The upstream failed at the call. Nothing was charged.",
    message: "The upstream failed at this call. Nothing was charged; please try again.",
    details: { retryAfterSeconds: 1 },
  },
  upstream_timeout: {
    meaning: "The upstream took too long. Nothing was charged.",
    message: "The upstream took too long for this call. Nothing was charged; please try again, or ask for a stream.",
    details: { retryAfterSeconds: 1 },
  },
  internal: {
    meaning: "Our fault. With the request id we find it in our log.",
    message: "Something went wrong on our side. Nothing was charged. If it happens again, tell us the request id req_0193f0a4.",
  },
};

const REPLIES: Record<Operation["format"], ((error: AppError, requestId: string) => ErrorReply)[]> = {
  openai: [openAiErrorReply],
  anthropic: [anthropicErrorReply],
  both: [openAiErrorReply, anthropicErrorReply],
};
const SCHEMAS: Record<Operation["format"], object> = {
  openai: { $ref: "#/components/schemas/OpenAiError" },
  anthropic: { $ref: "#/components/schemas/AnthropicError" },
  both: { anyOf: [{ $ref: "#/components/schemas/OpenAiError" }, { $ref: "#/components/schemas/AnthropicError" }] },
};

type Answer = {
  description: string;
  headers: object;
  content: { "application/json": { schema: object; examples: Record<string, object> } };
};

/** The codes of an operation's error answers, by status and in the order of the document. */
function codesByStatus({ key, errors, format }: Operation): Map<number, ErrorCode[]> {
  const codes: ErrorCode[] = [...(key ? (["unauthenticated", "forbidden"] as const) : []), ...errors, "method_not_allowed", "internal"];
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    for (const reply of REPLIES[format]) {
      const { status } = reply(exampleOf(code), REQUEST_ID);
      byStatus.set(status, [...new Set([...(byStatus.get(status) ?? []), code])]);
    }
  }
  return byStatus;
}

/** An operation's error answers by status, as the names that `errorAnswers` gives them. */
export function errorNames(operation: Operation): Record<string, string> {
  const entries = [...codesByStatus(operation)].map(([status, codes]) => [status, nameOf(operation.format, status, codes)]);
  return Object.fromEntries(entries);
}

const BEFORE_ADMISSION = new Set<ErrorCode>(["unauthenticated", "forbidden", "method_not_allowed"]);

/** The headers of an answer to a call that was admitted and then refused. */
function headersOfAdmitted({ answer }: Operation): string[] {
  return (answer.headers ?? []).filter((name) => name.includes("ratelimit-") || name === "x-relais-upstream" || name === "x-relais-route");
}

/** Every error answer of these operations, by its name. The code that makes the real ones makes these too. */
export function errorAnswers(operations: Operation[], headersOf: (names: string[]) => object): Record<string, Answer> {
  const answers: Record<string, Answer> = {};
  for (const operation of operations) {
    const { format } = operation;
    for (const [status, codes] of codesByStatus(operation)) {
      const replies = codes.flatMap((code) =>
        REPLIES[format].map((reply, index) => ({ code, index, ...reply(exampleOf(code), REQUEST_ID) })),
      );
      const own = replies.filter((each) => each.status === status);
      const headers = new Set(own.flatMap((each) => Object.keys(each.headers).filter((name) => name !== "content-type")));
      // An error that waiting does not help, such as a monthly cap or a call that was charged, says so in this header.
      if (codes.includes("rate_limited") || codes.includes("conflict")) headers.add("x-should-retry");
      // A call that still runs is worth waiting for.
      if (codes.includes("conflict")) headers.add("retry-after");
      if (!codes.every((code) => BEFORE_ADMISSION.has(code))) for (const name of headersOfAdmitted(operation)) headers.add(name);
      const name = nameOf(format, status, codes);
      const examples = own.map(({ code, index, body }) => [index === 0 ? code : `${code}_anthropic`, { value: JSON.parse(body) }]);
      answers[name] = {
        description: codes.map((code) => ERRORS[code].meaning).join(" Or: "),
        // Operations share an answer, and each may add headers to it.
        headers: { ...answers[name]?.headers, ...headersOf([...headers]) },
        content: { "application/json": { schema: SCHEMAS[format], examples: Object.fromEntries(examples) } },
      };
    }
  }
  return answers;
}

/** `both_404_not_found`: a component's name says what it is for. */
function nameOf(format: Operation["format"], status: number, codes: ErrorCode[]): string {
  return [format, status, ...codes].join("_");
}

/** Each refusal in either format, for the table of errors. */
export function errorTable(): object[] {
  return (Object.keys(ERRORS) as ErrorCode[]).map((code) => {
    const [openai, anthropic] = [openAiErrorReply, anthropicErrorReply].map((reply) => {
      const { status, body } = reply(exampleOf(code), REQUEST_ID);
      const { error } = JSON.parse(body);
      return { status, type: error.type, code: error.code ?? null };
    });
    return { code, meaning: ERRORS[code].meaning, openai, anthropic };
  });
}

function exampleOf(code: ErrorCode): AppError {
  return new AppError(code, ERRORS[code].message, ERRORS[code].details);
}
