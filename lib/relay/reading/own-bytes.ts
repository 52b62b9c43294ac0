/** The same bytes in a memory of their own, which can be given to another thread; a copy only where others share theirs. */
export function ownBytes(bytes: Uint8Array): Buffer {
  const isAlone = bytes.byteLength === bytes.buffer.byteLength;
  return Buffer.from((isAlone ? bytes : Uint8Array.prototype.slice.call(bytes)).buffer as ArrayBuffer);
}
