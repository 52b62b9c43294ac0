import { promisify } from "node:util";
import zlib from "node:zlib";
import { AppError } from "@/lib/errors";
import type { RelayRequest } from "@/lib/relay/request";
import { decompressZstd } from "@/lib/relay/zstd";

/** What Anthropic takes at most; the same for every format. */
export const BODY_LIMIT_BYTES = 32 * 1024 * 1024;

/** Told apart from other refusals only by its status, 415. */
export class UnsupportedEncoding extends AppError {}

type Decode = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>;

// Node 20 has no zstd of its own.
const ownZstd = (zlib as unknown as { zstdDecompress?: typeof zlib.gunzip }).zstdDecompress;

// A map: `constructor` is no encoding.
const DECODERS = new Map<string, Decode>([
  ["gzip", promisify(zlib.gunzip) as Decode],
  ["x-gzip", promisify(zlib.gunzip) as Decode],
  ["deflate", promisify(zlib.inflate) as Decode],
  ["br", promisify(zlib.brotliDecompress) as Decode],
  ["zstd", ownZstd ? (promisify(ownZstd) as Decode) : decompressZstd],
]);

/**
 * The request's body with its content-encoding taken off; a promise only where it is not all there as it is. Rejects with
 * `request_too_large` and `invalid_request`.
 */
export function readBody(request: RelayRequest): Uint8Array | Promise<Uint8Array> {
  const encoding = request.headers["content-encoding"]?.trim().toLowerCase();
  return !encoding || encoding === "identity" ? request.readBody(BODY_LIMIT_BYTES) : readEncoded(request, encoding);
}

async function readEncoded(request: RelayRequest, encoding: string): Promise<Uint8Array> {
  const decode = DECODERS.get(encoding);
  if (!decode) {
    throw new UnsupportedEncoding(
      "invalid_request",
      `Content-encoding ${encoding.slice(0, 40)} is not supported here. Nothing was charged.`,
    );
  }
  const bytes = await request.readBody(BODY_LIMIT_BYTES);
  return decode(bytes, { maxOutputLength: BODY_LIMIT_BYTES }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ERR_BUFFER_TOO_LARGE") {
      throw new AppError("request_too_large", `The body is longer than ${BODY_LIMIT_BYTES} bytes after decoding. Nothing was charged.`);
    }
    throw new AppError("invalid_request", `The body is not valid ${encoding}. Nothing was charged.`);
  });
}
