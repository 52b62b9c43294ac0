import { AppError } from "@/lib/basics/errors";

const ENCODED = /^[A-Za-z0-9_-]{22}$/;

/** The end of a page, as opaque text that callers pass back. */
export function cursorOfId(id: string): string {
  return Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url");
}

/** Throws `invalid_request` if the text is not a cursor. */
export function idOfCursor(cursor: string): string {
  if (!ENCODED.test(cursor)) {
    throw new AppError("invalid_request", "The cursor is not one that this list gave out. Leave it out to begin with the newest.", {
      param: "cursor",
    });
  }
  const hex = Buffer.from(cursor, "base64url").toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
