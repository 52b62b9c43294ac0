import zlib from "node:zlib";
import { AppError } from "@/lib/basics/errors";
import { decompressZstd } from "@/lib/relay/reading/decompress-zstd";

/** Differs from other refusals only in its status, 415. */
export class UnsupportedEncoding extends AppError {
  constructor(encoding: string) {
    super("invalid_request", `Content-encoding ${encoding.slice(0, 40)} is not supported here. Nothing was charged.`);
  }
}

type Decode = (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer;

// Node 20 has no zstd of its own.
const ownZstd = (zlib as unknown as { zstdDecompressSync?: typeof zlib.gunzipSync }).zstdDecompressSync;

// A map, because an object would accept `constructor` as an encoding.
const DECODERS = new Map<string, Decode>([
  ["gzip", zlib.gunzipSync],
  ["x-gzip", zlib.gunzipSync],
  ["deflate", zlib.inflateSync],
  ["br", zlib.brotliDecompressSync],
  ["zstd", ownZstd ?? decompressZstd],
]);

/** The name of a request's content-encoding; null if its body is not encoded. Throws UnsupportedEncoding. */
export function encodingOf(header: string | undefined): string | null {
  const encoding = header?.trim().toLowerCase();
  if (!encoding || encoding === "identity") return null;
  if (!DECODERS.has(encoding)) throw new UnsupportedEncoding(encoding);
  return encoding;
}

/** Removes a content-encoding. It blocks its thread: not for one that answers calls. Throws `request_too_large` and `invalid_request`. */
export function decode(bytes: Uint8Array, encoding: string, mostBytes: number): Buffer {
  try {
    return (DECODERS.get(encoding) as Decode)(bytes, { maxOutputLength: mostBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      throw new AppError("request_too_large", `The body is longer than ${mostBytes} bytes after decoding. Nothing was charged.`);
    }
    throw new AppError("invalid_request", `The body is not valid ${encoding}. Nothing was charged.`);
  }
}
