import { isObject, parseJson } from "@/lib/wire/json";

/**
 * The HTTP status of each of Anthropic's error types (documentation, November 2026). An error inside a stream or in a batch's results comes
 * without one.
 */
const STATUS_OF_TYPE = new Map<unknown, number>([
  ["invalid_request_error", 400],
  ["authentication_error", 401],
  ["billing_error", 402],
  ["permission_error", 403],
  ["not_found_error", 404],
  ["request_too_large", 413],
  ["rate_limit_error", 429],
  ["timeout_error", 504],
  ["overloaded_error", 529],
]);

/** The status that the API answers with for an error of this `type`. */
export function statusOfErrorType(type: unknown): number {
  return STATUS_OF_TYPE.get(type) ?? 500;
}

type ErrorAnswer = { status: number; body: Buffer };

/** The error answer that stands for a stream of nothing but an error event. */
export function errorAnswerOf(stream: Buffer): ErrorAnswer {
  return errorAnswerOfData(Buffer.from(/^data: ?(.*)$/m.exec(stream.toString("utf8"))?.[1] ?? ""));
}

/** The error answer that an upstream would have given in place of a stream with this error event. */
export function errorAnswerOfData(body: Buffer): ErrorAnswer {
  const parsed = parseJson(body);
  const error = isObject(parsed) && isObject(parsed.error) ? parsed.error : {};
  return { status: statusOfErrorType(error.type), body };
}
