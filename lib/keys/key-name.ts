import { AppError } from "@/lib/basics/errors";

export const MAX_NAME_LENGTH = 80;

/** Why a text is no name: nothing but spaces, nothing that anybody can see, a tab or another control character, or too long. */
export type NameFault = "empty" | "invisible" | "control" | "too_long";

// The joiner inside 👩‍💻 and the mark that colours an emoji are invisible too, but belong to what is seen.
const EMOJI_JOINT = /(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\ufe0f?)\u200d(?=\p{Extended_Pictographic})|(?<=\p{Emoji})\ufe0f/u;
const INVISIBLE = new RegExp(`(${EMOJI_JOINT.source})|[\\p{C}\\p{Default_Ignorable_Code_Point}\\u2028\\u2029]`, "gu");
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
const BLANK_SYMBOLS = /\u2800/g;

/** The name as it is stored: composed, without characters that nobody sees, and without spaces around it. Or why there is none. */
export function readName(text: string): { name: string } | { fault: NameFault } {
  const trimmed = text.trim();
  if (trimmed === "") return { fault: "empty" };
  if (/\p{Cc}/u.test(trimmed)) return { fault: "control" };
  const name = trimmed.normalize("NFC").replace(INVISIBLE, "$1").trim();
  if (!VISIBLE.test(name.replace(BLANK_SYMBOLS, ""))) return { fault: "invisible" };
  return name.length > MAX_NAME_LENGTH ? { fault: "too_long" } : { name };
}

/** The name as it is stored. Throws `invalid_request`. */
export function validName(text: string): string {
  const read = readName(text);
  if ("name" in read) return read.name;
  throw new AppError("invalid_request", `A key's name has 1 to ${MAX_NAME_LENGTH} characters that can be seen.`, { param: "name" });
}

/** The first of some names that a reader may take for this one: it differs in upper and lower case at most. */
export function similarName(name: string, others: string[]): string | null {
  const folded = (text: string) => text.normalize("NFKC").toLowerCase();
  return others.find((other) => folded(other) === folded(name)) ?? null;
}
