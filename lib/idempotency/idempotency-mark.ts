import { createHash, createHmac } from "node:crypto";
import { AppError } from "@/lib/basics/errors";

/** What is stored of a caller's Idempotency-Key and of its request. */
export type IdempotencyMark = { keyHash: Buffer; requestHash: Buffer };

const KEY = /^[\x20-\x7e]{1,255}$/;

/** Throws `invalid_request` unless the key is printable text of at most 255 characters. */
export function idempotencyMark(key: string, endpoint: string, body: Buffer): IdempotencyMark {
  if (!KEY.test(key)) {
    throw new AppError("invalid_request", "Idempotency-Key: must be 1 to 255 printable ASCII characters. Nothing was charged.", {
      param: "Idempotency-Key",
    });
  }
  return {
    keyHash: createHash("sha256").update(key).digest(),
    // Keyed with a text that is stored nowhere, so that the hash of a short prompt cannot be looked up.
    requestHash: createHmac("sha256", key).update(`${endpoint}\n`).update(body).digest(),
  };
}
