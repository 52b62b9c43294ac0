/** The beginnings of pictures, as far as a size is read from them. */

export function png(width: number, height: number): Buffer {
  const file = Buffer.alloc(64);
  Buffer.from("89504e470d0a1a0a0000000d49484452", "hex").copy(file);
  file.writeUInt32BE(width, 16);
  file.writeUInt32BE(height, 20);
  return file;
}

/** A JPEG with this many bytes of notes before the frame, in segments of at most 64 KB. */
export function jpeg(width: number, height: number, notes = 0): Buffer {
  const segments: Buffer[] = [];
  for (let left = notes; left > 0; left -= 60_000) {
    const segment = Buffer.alloc(Math.min(left, 60_000) + 4, 0xc0);
    segment.writeUInt16BE(0xffe1, 0);
    segment.writeUInt16BE(segment.length - 2, 2);
    segments.push(segment);
  }
  const frame = Buffer.from("ffc2001108000000000301220002110103110100", "hex");
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from("ffd8", "hex"), ...segments, frame, Buffer.alloc(16)]);
}

export function gif(width: number, height: number, frame = { width, height }): Buffer {
  const file = Buffer.alloc(60);
  file.write("GIF89a");
  file.writeUInt16LE(width, 6);
  file.writeUInt16LE(height, 8);
  // A table of two colours, and an extension before the first frame.
  file[10] = 0x80;
  Buffer.from("21f90401020304002c", "hex").copy(file, 19);
  file.writeUInt16LE(frame.width, 32);
  file.writeUInt16LE(frame.height, 34);
  return file;
}

/** Lossy, lossless and extended. */
export function webp(width: number, height: number): Buffer[] {
  const file = (kind: string, bytes: Buffer, at: number) => {
    const whole = Buffer.alloc(48);
    whole.write(`RIFF    WEBP${kind}`, "latin1");
    bytes.copy(whole, at);
    return whole;
  };
  const lossy = Buffer.from("9d012a00000000", "hex");
  lossy.writeUInt16LE(width, 3);
  lossy.writeUInt16LE(height, 5);
  const lossless = Buffer.from("2f00000000", "hex");
  lossless.writeUInt32LE(((width - 1) | ((height - 1) << 14)) >>> 0, 1);
  const extended = Buffer.alloc(6);
  extended.writeUIntLE(width - 1, 0, 3);
  extended.writeUIntLE(height - 1, 3, 3);
  return [file("VP8 ", lossy, 23), file("VP8L", lossless, 20), file("VP8X", extended, 24)];
}
