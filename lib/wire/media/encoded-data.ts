import { parseJson } from "@/lib/wire/json";

/** The base64 text of a picture or a PDF: as a string, or as the bytes between two quotes of the request. */
export type EncodedData = string | Buffer;

// What any decoder reads as one piece. Behind a padding some go on and others stop.
const ONE_PIECE = /^[^=]*={0,2}\s*$/;

/** The bytes that it stands for; null where decoders differ in what they make of it. */
export function decoded(data: EncodedData): Buffer | null {
  const text = textOf(data);
  return text === null || !ONE_PIECE.test(text) ? null : Buffer.from(text, "base64");
}

/** The first bytes, at least so many where there are, without looking at the rest. */
export function decodedStart(data: EncodedData, bytes: number): Buffer | null {
  const start = typeof data === "string" ? data.slice(0, Math.ceil(bytes / 3) * 4) : data.toString("latin1", 0, Math.ceil(bytes / 3) * 4);
  // Line breaks and escapes move the rest, and what follows a padding is for nobody to guess.
  return /[^\w+/-]/.test(start) ? (decoded(data)?.subarray(0, bytes) ?? null) : Buffer.from(start, "base64");
}

/** In JSON a slash may be written with a backslash before it, and line breaks are. */
function textOf(data: EncodedData): string | null {
  if (typeof data === "string") return data;
  const text = data.toString("latin1");
  if (!text.includes("\\")) return text;
  const value = parseJson(`"${text}"`);
  return typeof value === "string" ? value : null;
}
