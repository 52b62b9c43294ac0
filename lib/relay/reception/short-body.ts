import type { RequestHeaders } from "@/lib/relay/call/request";

/** Up to here a body is read where it came, which takes less than 50 ms whatever is in it (`npm run bench -- bodies`). */
export const SHORT_BODY_BYTES = 256 * 1024;

const DIGITS = `${SHORT_BODY_BYTES}`.length;

/** Whether a body is said to be short and comes as it is. One of an unknown length is not. */
export function isShort(headers: RequestHeaders): boolean {
  const length = headers["content-length"];
  if (length === undefined || length.length > DIGITS || headers["content-encoding"] !== undefined) return false;
  return length.length < DIGITS || Number.parseInt(length, 10) <= SHORT_BODY_BYTES;
}
