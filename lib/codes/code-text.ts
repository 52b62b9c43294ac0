import { createHash, randomInt } from "node:crypto";

// Crockford's alphabet: no letter that is read as a digit, and none that makes words.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS = 4;
const GROUP_CHARACTERS = 5;
const SHAPE = new RegExp(`^[${ALPHABET}]{${GROUPS * GROUP_CHARACTERS}}$`);
/** How people read the letters that the alphabet leaves out. */
const READ_AS: Record<string, string> = { O: "0", I: "1", L: "1" };

/** A new code: 20 characters (100 random bits), in four groups that can be read aloud. */
export function newCode(): string {
  const group = () => Array.from({ length: GROUP_CHARACTERS }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return Array.from({ length: GROUPS }, group).join("-");
}

/**
 * A code as it was made, from what somebody typed: small letters, spaces, other dashes, full-width digits, O for 0. Null if it cannot be a
 * code. It does not say whether there is such a code.
 */
export function readCode(typed: string): string | null {
  const characters = typed
    .normalize("NFKC")
    .replace(/[\s\p{Pd}\p{Cf}]/gu, "")
    .toUpperCase()
    .replace(/[OIL]/g, (letter) => READ_AS[letter] ?? letter);
  if (!SHAPE.test(characters)) return null;
  return characters.match(new RegExp(`.{${GROUP_CHARACTERS}}`, "g"))?.join("-") ?? null;
}

/** What is stored of a code. A plain hash is enough, since nobody can guess 100 random bits. */
export function hashOfCode(code: string): Buffer {
  return createHash("sha256").update(code).digest();
}
