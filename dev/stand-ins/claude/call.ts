import type { IncomingHttpHeaders } from "node:http";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import type { Message } from "@anthropic-ai/sdk/resources/messages";
import { ApiError, invalid } from "./errors";
import type { StreamFormat } from "./events";
import type { Fault } from "./fault";
import type { Reply } from "./reply";
import type { Rules } from "./rules";
import { refuseHalves } from "./validate-text";

/** One request as the formats see it. */
export type Received = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  rules: Pick<Rules, "apiVersion" | "betas">;
  nowMs: number;
  /** The path and query as they were sent, and the body's bytes: signatures cover these. */
  url: string;
  body: Buffer;
  json(): unknown;
  /** How another platform sends the answer: its events, and its own ids in the message. */
  dress?: Dress;
  onFault(fault: Fault | null): void;
};

type Dress = { stream?: StreamFormat; message?(message: Message): Message };

/**
 * `begin` runs with the first byte of the reply: from then on the prompt's cache entries can be read. `accountHeaders` replace those of
 * Anthropic's own API.
 */
export type Answered = { reply: Reply; usage: unknown; begin(): void; accountHeaders?: Record<string, string> };

const DEFAULT_API_VERSION = "2023-06-01";
export const LARGEST_BODY_BYTES = 32 * 1024 * 1024;

export function tooLarge(): ApiError {
  return new ApiError(413, "Request exceeds the maximum size", { isAtEdge: true });
}

/** Any key that is not empty is a separate account, unless its text says that it is invalid. */
export function authenticate(headers: IncomingHttpHeaders): string {
  const account = accountOf(headers);
  if (account === null) throw new ApiError(401, "x-api-key header is required");
  if (account.includes("invalid")) throw new ApiError(401, "invalid x-api-key");
  return account;
}

export function accountOf(headers: IncomingHttpHeaders): string | null {
  const key = headers["x-api-key"];
  if (typeof key === "string" && key !== "") return key;
  const { authorization = "" } = headers;
  const bearer = /^Bearer\s+(\S+)$/i.exec(authorization) ?? /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(authorization);
  return bearer?.[1] ?? null;
}

export function rulesOf(headers: IncomingHttpHeaders): Received["rules"] {
  const version = headers["anthropic-version"];
  const betas = headers["anthropic-beta"];
  return {
    apiVersion: typeof version === "string" && version !== "" ? version : DEFAULT_API_VERSION,
    betas: (Array.isArray(betas) ? betas.join(",") : (betas ?? "")).split(",").map((each) => each.trim()),
  };
}

export function parseBody(body: Buffer, encoding: string | undefined): unknown {
  try {
    const text = decoded(body, encoding).toString("utf8");
    const value: unknown = JSON.parse(text);
    refuseHalves(text);
    return value;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw invalid(`The request body is not valid JSON: ${error instanceof Error ? error.message : "unreadable"}`);
  }
}

const DECODERS = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync };

function decoded(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === undefined || encoding === "identity") return body;
  if (!Object.hasOwn(DECODERS, encoding)) throw invalid(`unsupported content-encoding: ${encoding}`, "request_body_encoding_unsupported");
  try {
    return DECODERS[encoding as keyof typeof DECODERS](body, { maxOutputLength: LARGEST_BODY_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_BUFFER_TOO_LARGE")
      throw invalid(`The request body could not be decoded as ${encoding}`, "request_body_encoding_invalid");
    throw new ApiError(413, "Request exceeds the maximum size", { errorCode: "request_body_too_large_after_decoding" });
  }
}
