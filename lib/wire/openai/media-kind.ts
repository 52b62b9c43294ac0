import { isUtf8 } from "node:buffer";
import type { DataUrl } from "@/lib/wire/openai/data-url";

export type MediaType = "image/jpeg" | "image/png" | "image/gif" | "image/webp" | "application/pdf";

const SNIFFED_CHARACTERS = 32;
// Names that browsers, clipboards and libraries give to the same types.
const OTHER_NAMES: Record<string, MediaType> = {
  "image/jpg": "image/jpeg",
  "image/pjpeg": "image/jpeg",
  "image/jfif": "image/jpeg",
  "image/x-jpeg": "image/jpeg",
  "image/x-citrix-jpeg": "image/jpeg",
  "image/x-png": "image/png",
  "image/apng": "image/png",
  "image/x-citrix-png": "image/png",
  "image/x-gif": "image/gif",
  "image/x-webp": "image/webp",
  "application/x-pdf": "application/pdf",
  "application/acrobat": "application/pdf",
};
const KNOWN = new Set<string>(["image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf"]);
const UNNAMED = new Set(["", "application/octet-stream", "binary/octet-stream"]);
const TEXT = /^text\/|[/+](json|xml|yaml|x-yaml|toml|sql|javascript|ecmascript|typescript|x-sh|x-ndjson|jsonl|graphql|x-httpd-php)$/;

/**
 * The type of the bytes, whatever their label says: the upstream refuses a wrong label. Undefined for types that it does not show to a
 * model.
 */
export function mediaTypeOf({ mediaType, base64 }: Pick<DataUrl, "mediaType" | "base64">): MediaType | undefined {
  const label = OTHER_NAMES[mediaType] ?? (KNOWN.has(mediaType) ? (mediaType as MediaType) : undefined);
  return sniffed(Buffer.from(base64.slice(0, SNIFFED_CHARACTERS), "base64").toString("latin1")) ?? label;
}

/** The text of these bytes, where their label says so or says nothing; undefined for other bytes. */
export function textOf({ mediaType, charset, base64 }: DataUrl): string | undefined {
  const isText = TEXT.test(mediaType) && !mediaType.startsWith("image/");
  if (!isText && !UNNAMED.has(mediaType)) return undefined;
  const bytes = Buffer.from(base64, "base64");
  if (bytes.includes(0) && !/^utf-16/.test(charset ?? "")) return undefined;
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  return isText ? decoderOf(charset).decode(bytes) : undefined;
}

function decoderOf(charset: string | undefined): TextDecoder {
  try {
    return new TextDecoder(charset === undefined || /^utf-?8$/.test(charset) ? "windows-1252" : charset);
  } catch {
    // Unknown charset: most of the text is still legible.
    return new TextDecoder("windows-1252");
  }
}

function sniffed(head: string): MediaType | undefined {
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("\x89PNG")) return "image/png";
  if (head.startsWith("GIF8")) return "image/gif";
  if (head.startsWith("RIFF") && head.slice(8, 12) === "WEBP") return "image/webp";
  if (head.startsWith("%PDF-")) return "application/pdf";
}
