import { ApiError } from "../errors";
import { jsonReply, type Reply } from "../reply";

/** Google's names for the statuses of Anthropic's own API. */
const STATUSES: Record<number, [code: number, status: string]> = {
  400: [400, "INVALID_ARGUMENT"],
  401: [401, "UNAUTHENTICATED"],
  402: [403, "PERMISSION_DENIED"],
  403: [403, "PERMISSION_DENIED"],
  404: [404, "NOT_FOUND"],
  413: [400, "INVALID_ARGUMENT"],
  429: [429, "RESOURCE_EXHAUSTED"],
  500: [500, "INTERNAL"],
  503: [503, "UNAVAILABLE"],
  504: [504, "DEADLINE_EXCEEDED"],
  529: [503, "UNAVAILABLE"],
};

/** An answer in Google's shape, inside an array when a stream was requested. */
export function googleReply(error: unknown, isStream: boolean): Reply {
  if (!(error instanceof ApiError)) throw error;
  const [code, status] = STATUSES[error.status] ?? [error.status, "UNKNOWN"];
  // The `error` fault names one of Google's own statuses as its type.
  const named = /^[A-Z_]+$/.test(error.options.type ?? "") ? error.options.type : status;
  const body = { error: { code, message: error.message, status: named } };
  return jsonReply(code, JSON.stringify(isStream ? [body] : body), error.options.headers);
}
