/** Width and height in pixels. */
export type PictureSize = { width: number; height: number };

/**
 * The size that a decoder will find, from the beginning of the file. Null where it is not there, or where the file is no JPEG, PNG, GIF or
 * WebP. The declared type of the file does not count.
 */
export function pictureSize(bytes: Buffer): PictureSize | null {
  const size = sizeIn(bytes);
  return size !== null && size.width > 0 && size.height > 0 ? size : null;
}

function sizeIn(bytes: Buffer): PictureSize | null {
  if (bytes.length < 30) return null;
  if (bytes.readUInt32BE(0) === 0x89504e47) return pngSize(bytes);
  if (bytes.readUInt16BE(0) === 0xffd8) return jpegSize(bytes);
  if (bytes.toString("latin1", 0, 4) === "GIF8") return gifSize(bytes);
  if (bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP") return webpSize(bytes);
  return null;
}

function pngSize(bytes: Buffer): PictureSize | null {
  if (bytes.toString("latin1", 12, 16) !== "IHDR") return null;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** Skips the segments before the frame's header by their lengths, as every decoder does. */
function jpegSize(bytes: Buffer): PictureSize | null {
  for (let at = 2; at + 9 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (isFrame(marker)) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    const length = bytes.readUInt16BE(at + 2);
    // The picture itself begins, or a marker stands where none may.
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda) || length < 2) return null;
    at += 2 + length;
  }
  return null;
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** The size of the screen, or of the first frame where it is larger: decoders then enlarge the screen. */
function gifSize(bytes: Buffer): PictureSize | null {
  const screen = { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  let at = 13 + colourTableLength(bytes[10] ?? 0);
  while (bytes[at] === 0x21) at = blocksEnd(bytes, at + 2);
  if (bytes[at] !== 0x2c || at + 9 > bytes.length) return null;
  const right = bytes.readUInt16LE(at + 1) + bytes.readUInt16LE(at + 5);
  const bottom = bytes.readUInt16LE(at + 3) + bytes.readUInt16LE(at + 7);
  return { width: Math.max(screen.width, right), height: Math.max(screen.height, bottom) };
}

function colourTableLength(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function blocksEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
  return at + 1;
}

function webpSize(bytes: Buffer): PictureSize | null {
  switch (bytes.toString("latin1", 12, 16)) {
    case "VP8X":
      return { width: 1 + bytes.readUIntLE(24, 3), height: 1 + bytes.readUIntLE(27, 3) };
    case "VP8L": {
      const bits = bytes.readUInt32LE(21);
      return bytes[20] === 0x2f ? { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) } : null;
    }
    case "VP8 ":
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    default:
      return null;
  }
}
