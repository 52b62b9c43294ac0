import { parseJson } from "@/lib/wire/json";

/** The base64 text of a picture or a PDF: as a string, or as the bytes between two quotes of the request. */
export type EncodedData = string | Buffer;

// Text that every decoder reads as one piece. After a padding some decoders go on and others stop.
const ONE_PIECE = /^[^=]*={0,2}\s*$/;

/** The decoded bytes; null where decoders disagree about them. */
export function decoded(data: EncodedData): Buffer | null {
  const text = textOf(data);
  return text === null || !ONE_PIECE.test(text) ? null : Buffer.from(text, "base64");
}

/** The first bytes, at least `bytes` of them if the data has as many. The rest is not read. */
export function decodedStart(data: EncodedData, bytes: number): Buffer | null {
  const start = typeof data === "string" ? data.slice(0, Math.ceil(bytes / 3) * 4) : data.toString("latin1", 0, Math.ceil(bytes / 3) * 4);
  // Line breaks and escapes shift the rest, and bytes after a padding are ambiguous.
  return /[^\w+/-]/.test(start) ? (decoded(data)?.subarray(0, bytes) ?? null) : Buffer.from(start, "base64");
}

/** In JSON a slash may have a backslash before it, and a line break is always an escape. */
function textOf(data: EncodedData): string | null {
  if (typeof data === "string") return data;
  const text = data.toString("latin1");
  if (!text.includes("\\")) return text;
  const value = parseJson(`"${text}"`);
  return typeof value === "string" ? value : null;
}
