import { isUtf8 } from "node:buffer";
import { AppError } from "@/lib/basics/errors";

export type JsonObject = { [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object in a request's body. Throws `invalid_request`, which names no position: a parser's text may quote the prompt. */
export function parseRequestBody(body: Uint8Array): JsonObject {
  const value = parseJson(body);
  if (!isObject(value)) throw new AppError("invalid_request", "The request body is not a JSON object. Nothing was charged.");
  return value;
}

/** The same for a body that we rewrite: invalid bytes of text would otherwise be replaced silently. */
export function parseTextBody(body: Uint8Array): JsonObject {
  if (!isUtf8(body)) throw new AppError("invalid_request", "The request body is not valid UTF-8. Nothing was charged.");
  return parseRequestBody(body);
}

/** The value of a JSON text, undefined when it is not JSON. */
export function parseJson(text: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof text === "string" ? text : bufferOf(text).toString("utf8"));
  } catch {
    // The caller of this function reports the error to the sender.
    return undefined;
  }
}

/** The JSON text of a value that came from JSON; undefined when it is nested too deeply to be written again. */
export function writeJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
