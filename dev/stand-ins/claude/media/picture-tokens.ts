import type { Model } from "../models";

const SQUARE = 28;
const BEGINNING = 4_096;

/** The tokens of a picture by its own size. Where the size cannot be read: the maximum; the original would have refused it. */
export function pictureTokens(data: string, model: Model): number {
  const size = pictureSize(data);
  return size ? sizeTokens(...size, model) : finest(model).tokens;
}

/** Width and height of a picture in base64; null where they cannot be read. They stand at its beginning, after any notes. */
export function pictureSize(data: string): [number, number] | null {
  return sizeOf(Buffer.from(data.slice(0, BEGINNING), "base64")) ?? sizeOf(Buffer.from(data, "base64"));
}

/** Squares of 28 pixels, after the picture was scaled down for the model. */
export function sizeTokens(width: number, height: number, model: Model): number {
  const most = finest(model);
  const long = Math.max(width, height);
  for (let side = Math.min(long, most.side); side > 1; side--) {
    const [wide, high] = [(width * side) / long, (height * side) / long].map((pixels) =>
      Math.ceil(Math.max(1, Math.round(pixels)) / SQUARE),
    );
    const tokens = (wide ?? 1) * (high ?? 1);
    if (tokens <= most.tokens) return tokens;
  }
  return 1;
}

/** The finest that a model looks at: the longer side in pixels, and tokens. */
export function finest({ hasNewTokenizer }: Model): { side: number; tokens: number } {
  return hasNewTokenizer ? { side: 2_576, tokens: 4_784 } : { side: 1_568, tokens: 1_568 };
}

function sizeOf(file: Buffer): [number, number] | null {
  if (file.length < 30) return null;
  if (file.subarray(1, 4).equals(Buffer.from("PNG"))) return [file.readUInt32BE(16), file.readUInt32BE(20)];
  if (file.subarray(0, 3).equals(Buffer.from("GIF"))) return [file.readUInt16LE(6), file.readUInt16LE(8)];
  if (file.subarray(8, 15).equals(Buffer.from("WEBPVP8"))) return webpSize(file);
  return jpegSize(file);
}

function webpSize(file: Buffer): [number, number] {
  const kind = String.fromCharCode(file[15] ?? 0);
  if (kind === "X") return [file.readUIntLE(24, 3) + 1, file.readUIntLE(27, 3) + 1];
  if (kind === " ") return [file.readUInt16LE(26) % 16_384, file.readUInt16LE(28) % 16_384];
  const bits = file.readUInt32LE(21);
  return [(bits % 16_384) + 1, (Math.floor(bits / 16_384) % 16_384) + 1];
}

function jpegSize(file: Buffer): [number, number] | null {
  let at = 2;
  while (at + 9 < file.length && file[at] === 0xff) {
    const marker = file[at + 1] ?? 0;
    if ([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb].includes(marker))
      return [file.readUInt16BE(at + 7), file.readUInt16BE(at + 5)];
    at += 2 + file.readUInt16BE(at + 2);
  }
  return null;
}
