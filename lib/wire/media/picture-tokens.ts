import type { ModelCapabilities } from "@/lib/basics/model-capabilities";
import { decoded, decodedStart, type EncodedData } from "@/lib/wire/media/encoded-data";
import { type PictureSize, pictureSize } from "@/lib/wire/media/picture-size";

export type TokensByModel = Record<ModelCapabilities["tokenizer"], number>;

/** A model reads a picture in squares of this many pixels, one token each (Anthropic's page on vision, November 2026). */
const SQUARE = 28;
/**
 * A larger picture is scaled down until its longer side and its tokens are within these limits. They are finer since 4.7 (the same page).
 */
const FINEST = { before_4_7: { side: 1_568, tokens: 1_568 }, since_4_7: { side: 2_576, tokens: 4_784 } } as const;
/** The most that one picture costs. */
export const MOST_PICTURE_TOKENS: TokensByModel = { before_4_7: FINEST.before_4_7.tokens, since_4_7: FINEST.since_4_7.tokens };

const HEADER_BYTES = 4_096;
// A camera's own notes may be long and stand before the size of a JPEG.
const LONG_HEADER_BYTES = 512 * 1024;

/** The most that a picture can cost: by its size in pixels, or the overall maximum where the size cannot be read. */
export function pictureTokens(data: EncodedData): TokensByModel {
  return tokensOfSize(sizeOf(data));
}

/** The same for a file, from its first bytes. */
export function fileTokens(start: Buffer): TokensByModel {
  return tokensOfSize(pictureSize(start));
}

function tokensOfSize(size: PictureSize | null): TokensByModel {
  if (size === null) return MOST_PICTURE_TOKENS;
  return { before_4_7: tokensOf(size, FINEST.before_4_7), since_4_7: tokensOf(size, FINEST.since_4_7) };
}

function sizeOf(data: EncodedData): PictureSize | null {
  const start = decodedStart(data, HEADER_BYTES);
  if (start === null) return null;
  const size = pictureSize(start);
  if (size !== null || start.length < HEADER_BYTES) return size;
  const longStart = decodedStart(data, LONG_HEADER_BYTES);
  const longSize = longStart && pictureSize(longStart);
  if (longSize || longStart === null || longStart.length < LONG_HEADER_BYTES) return longSize;
  const whole = decoded(data);
  return whole && pictureSize(whole);
}

/** Never less than the upstream counts. When it scales a picture down, its rounding may add a square to each side. */
function tokensOf({ width, height }: PictureSize, most: { side: number; tokens: number }): number {
  const shrunk = Math.min(1, most.side / Math.max(width, height));
  const rounding = shrunk < 1 ? 1 : 0;
  const squares = (Math.ceil((width * shrunk) / SQUARE) + rounding) * (Math.ceil((height * shrunk) / SQUARE) + rounding);
  return Math.min(most.tokens, squares);
}
