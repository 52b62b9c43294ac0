import { faultCode } from "@/lib/wire/openai/errors";
import type { StreamFault } from "@/lib/wire/stream-fault";

/** The codes that this format has for failures in the middle. Everything else is `server_error`, which clients retry. */
const RESPONSE_CODES: Record<string, string> = {
  rate_limit_error: "rate_limit_exceeded",
  invalid_request_error: "invalid_prompt",
  billing_error: "insufficient_quota",
};

/** What a failed response says about its failure. */
export function responseError({ type, message }: StreamFault): { code: string; message: string } {
  return { code: RESPONSE_CODES[type] ?? "server_error", message };
}

/** The fields of an `error` event. */
export function errorEventFields(fault: StreamFault): { code: string; message: string; param: null } {
  return { code: faultCode(fault), message: fault.message, param: null };
}
