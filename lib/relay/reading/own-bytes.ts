/** The same bytes in their own memory, which can be transferred to another thread. Copies only if other bytes share the memory. */
export function ownBytes(bytes: Uint8Array): Buffer {
  const isAlone = bytes.byteLength === bytes.buffer.byteLength;
  return Buffer.from((isAlone ? bytes : Uint8Array.prototype.slice.call(bytes)).buffer as ArrayBuffer);
}
