import { randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

const PREFIX = "sk-relais-";
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_CHARACTERS = 32;
const CHECKSUM_CHARACTERS = 6;
const SHAPE = new RegExp(`^${PREFIX}[0-9A-Za-z]{${RANDOM_CHARACTERS + CHECKSUM_CHARACTERS}}$`);
// Enough to tell one's keys apart; the last four characters belong to the checksum, so both together give nothing of use away.
const SHOWN_CHARACTERS = PREFIX.length + 4;

/** A new secret: `sk-relais-`, 32 random base62 characters (190 bits) and 6 of checksum, so that scanners and we can tell a typo. */
export function newSecret(): string {
  const random = Array.from({ length: RANDOM_CHARACTERS }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return withChecksum(PREFIX + random);
}

/** True when the text has the form and the checksum of a secret of ours. Asks no database. */
export function isWellFormed(secret: string): boolean {
  return SHAPE.test(secret) && withChecksum(secret.slice(0, -CHECKSUM_CHARACTERS)) === secret;
}

/** What may be shown of a secret for ever. */
export function shownParts(secret: string): { prefix: string; lastFour: string } {
  return { prefix: secret.slice(0, SHOWN_CHARACTERS), lastFour: secret.slice(-4) };
}

function withChecksum(body: string): string {
  let rest = crc32(body);
  let checksum = "";
  for (let place = 0; place < CHECKSUM_CHARACTERS; place++) {
    checksum = ALPHABET[rest % ALPHABET.length] + checksum;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return body + checksum;
}
