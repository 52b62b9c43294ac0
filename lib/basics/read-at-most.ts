/** All bytes of a stream. Reading stops with the error of `tooLong` as soon as there are more than `mostBytes`. */
export async function readAtMost(stream: AsyncIterable<Uint8Array>, mostBytes: number, tooLong: () => Error): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stream) {
    length += piece.byteLength;
    if (length > mostBytes) throw tooLong();
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
