import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";

/** An error in the words and numbers of Anthropic's API, which is what the relay judges. */
export type CloudError = {
  status: number;
  type: string;
  message: string;
  /** Where a beta is what is refused: those that the cloud names, which may be none. */
  refusedBetas?: string[];
};

/** Our account's own fault. The relay raises an alarm, asks another account, and never shows it to a caller as a 403. */
export function operatorFault(message: string): CloudError {
  return { status: 403, type: "permission_error", message };
}

/**
 * The account's list of betas has one that the cloud does not take. No fault of the account as a whole, for only the calls that
 * ask for this one meet it: another account is asked, and this one is left alone only if nothing else comes of it.
 */
export function betaRefused(message: string, refusedBetas: string[] = []): CloudError {
  return { status: 500, type: "api_error", message, refusedBetas };
}

export const OVERLOADED = { status: 529, type: "overloaded_error" } as const;

export function errorBody({ type, message }: CloudError): Buffer {
  return Buffer.from(JSON.stringify({ type: "error", error: { type, message } }));
}

/** The object of a cloud's error answer; Google wraps it in an array where a stream was asked for. */
export function errorObject(body: Buffer): JsonObject {
  const parsed = parseJson(body);
  const answer = Array.isArray(parsed) ? parsed[0] : parsed;
  return isObject(answer) ? answer : {};
}

export function cloudTextOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
