/** The contents of a data URL (RFC 2397), before the kind of its bytes is known. */
export type DataUrl = {
  /** In lower case, without parameters. */
  mediaType: string;
  charset: string | undefined;
  /** The bytes as base64 in its usual alphabet, without white space. */
  base64: string;
};

const SCHEME = /^\s*data:/i;

/**
 * Reads a data URL as clients write it: in any case, with parameters, line breaks, the alphabet of URLs, or percent-encoded without base64.
 * Null for any other text.
 */
export function readDataUrl(text: string): DataUrl | null {
  const scheme = SCHEME.exec(text.slice(0, 100));
  const comma = scheme ? text.indexOf(",") : -1;
  if (!scheme || comma < 0) return null;
  const [type = "", ...parameters] = text
    .slice(scheme[0].length, comma)
    .split(";")
    .map((each) => each.trim().toLowerCase());
  const charset = parameters.find((each) => each.startsWith("charset="))?.slice("charset=".length);
  const data = text.slice(comma + 1);
  const base64 = parameters.includes("base64") ? plainBase64(data) : bytesWritten(data).toString("base64");
  return { mediaType: type || "text/plain", charset: charset?.replace(/^"|"$/g, ""), base64 };
}

/** Looks for each unusual character by itself: for a picture, a pattern would take longer than the rest of its request. */
export function plainBase64(data: string): string {
  let plain = data.includes("%") ? bytesWritten(data).toString("latin1") : data;
  if (plain.includes("\n") || plain.includes("\r") || plain.includes(" ") || plain.includes("\t")) plain = plain.replace(/\s+/g, "");
  if (plain.includes("-") || plain.includes("_")) plain = plain.replaceAll("-", "+").replaceAll("_", "/");
  return plain;
}

/** The bytes of a percent-encoded text. A percent sign without two digits stands for itself. */
function bytesWritten(text: string): Buffer {
  if (!text.includes("%")) return Buffer.from(text);
  const pieces = text.split(/((?:%[0-9a-fA-F]{2})+)/);
  return Buffer.concat(
    pieces.map((piece, index) => (index % 2 === 1 ? Buffer.from(piece.replaceAll("%", ""), "hex") : Buffer.from(piece))),
  );
}
