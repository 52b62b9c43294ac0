import type { RequestHeaders } from "@/lib/relay/call/request";

/** A body up to this length is read in the main thread: less than 50 ms for any content (`npm run bench -- bodies`). */
export const SHORT_BODY_BYTES = 256 * 1024;

const DIGITS = `${SHORT_BODY_BYTES}`.length;

/** Whether the headers declare a short body without an encoding. A body of unknown length is not short. */
export function isShort(headers: RequestHeaders): boolean {
  const length = headers["content-length"];
  if (length === undefined || length.length > DIGITS || headers["content-encoding"] !== undefined) return false;
  return length.length < DIGITS || Number.parseInt(length, 10) <= SHORT_BODY_BYTES;
}
