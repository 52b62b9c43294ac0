import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";

/** An error in the words and numbers of Anthropic's API, which the relay classifies. */
export type CloudError = {
  status: number;
  type: string;
  message: string;
  /** Set when the cloud refuses betas: those that it names, possibly none. */
  refusedBetas?: string[];
};

/** A fault of our own upstream account. The relay raises an alarm, tries another account, and never shows a caller the 403. */
export function operatorFault(message: string): CloudError {
  return { status: 403, type: "permission_error", message };
}

/**
 * The account's list of betas contains one that the cloud does not take. The account as a whole is not at fault: only calls with this beta
 * are affected. Another account is tried, and this one cools down only after several doubtful failures in a row.
 */
export function betaRefused(message: string, refusedBetas: string[] = []): CloudError {
  return { status: 500, type: "api_error", message, refusedBetas };
}

export const OVERLOADED = { status: 529, type: "overloaded_error" } as const;

export function errorBody({ type, message }: CloudError): Buffer {
  return Buffer.from(JSON.stringify({ type: "error", error: { type, message } }));
}

/** The object of a cloud's error answer. Google wraps it in an array when a stream was requested. */
export function errorObject(body: Buffer): JsonObject {
  const parsed = parseJson(body);
  const answer = Array.isArray(parsed) ? parsed[0] : parsed;
  return isObject(answer) ? answer : {};
}

export function cloudTextOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
