/** The kinds of content that a link may stand for in a request. */
export type LinkedKind = "image" | "document";

const TYPES: Record<LinkedKind, readonly string[]> = {
  image: ["image/jpeg", "image/png", "image/gif", "image/webp"],
  document: ["application/pdf"],
};

// Stores without a known type send one of these.
const UNDECLARED = ["", "application/octet-stream", "binary/octet-stream"];

/** Whether a server's content type allows this kind or leaves it open: a web page is not read to its end. */
export function mayBe(contentType: string | undefined, kind: LinkedKind): boolean {
  const declared = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return TYPES[kind].includes(declared) || declared === "image/jpg" || UNDECLARED.includes(declared);
}

/** The type by the first bytes, where Claude takes it as this kind of content. Servers often name a wrong type. */
export function mediaTypeIn(bytes: Buffer, kind: LinkedKind): string | null {
  const type = typeOfBytes(bytes);
  return type !== null && TYPES[kind].includes(type) ? type : null;
}

function typeOfBytes(bytes: Buffer): string | null {
  const begin = bytes.toString("latin1", 0, 12);
  if (begin.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (begin.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (begin.startsWith("GIF87a") || begin.startsWith("GIF89a")) return "image/gif";
  if (begin.startsWith("RIFF") && begin.endsWith("WEBP")) return "image/webp";
  return begin.startsWith("%PDF-") ? "application/pdf" : null;
}
