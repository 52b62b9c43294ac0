import { Decompress } from "fzstd";

/** So much is read at a time, that a bomb is noticed long before it has gone off. */
const SLICE_BYTES = 65_536;

/** zstd for a Node that has none of its own (20). Fails like zlib's decoders do. */
export function decompressZstd(bytes: Uint8Array, { maxOutputLength }: { maxOutputLength: number }): Buffer {
  const parts: Uint8Array[] = [];
  let size = 0;
  let isWhole = false;
  const stream = new Decompress((part, isLast) => {
    size += part.length;
    if (size > maxOutputLength) throw Object.assign(new RangeError("too long when decoded"), { code: "ERR_BUFFER_TOO_LARGE" });
    parts.push(part);
    isWhole ||= isLast ?? false;
  });
  for (let at = 0; at < bytes.length; at += SLICE_BYTES)
    stream.push(bytes.subarray(at, at + SLICE_BYTES), at + SLICE_BYTES >= bytes.length);
  if (!isWhole) throw new Error("the frame does not end");
  return Buffer.concat(parts, size);
}
