/** A zstd frame (RFC 8878) that contains the bytes uncompressed. It is valid and needs no compressor, which Node 20 lacks. */
export function rawFrame(bytes: Uint8Array): Buffer {
  return Buffer.concat([header(), block(0, bytes.length, true), bytes]);
}

/** A frame of a few bytes that unpacks to `blocks` times 128 KB. */
export function bombFrame(blocks: number): Buffer {
  const repeated = Array.from({ length: blocks }, (_, index) => Buffer.concat([block(1, 131_072, index === blocks - 1), Buffer.from(" ")]));
  return Buffer.concat([header(), ...repeated]);
}

/** Magic number; no size, no checksum; a window of 128 KB. */
function header(): Buffer {
  return Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]);
}

function block(type: 0 | 1, size: number, isLast: boolean): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntLE((size << 3) | (type << 1) | (isLast ? 1 : 0), 0, 3);
  return head;
}
