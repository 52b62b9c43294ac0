import { Decompress } from "fzstd";

/** Small slices, so that a decompression bomb is detected long before it is unpacked. */
const SLICE_BYTES = 65_536;

/** Decompresses zstd on a Node without its own zstd (20). Throws the same errors as zlib's decoders. */
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
