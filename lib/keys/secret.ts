import { randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

const PREFIX = "sk-relais-";
const MANAGEMENT_PREFIX = "sk-relais-admin-";
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_CHARACTERS = 32;
const CHECKSUM_CHARACTERS = 6;
const SHAPE = shapeOf(PREFIX);
const MANAGEMENT_SHAPE = shapeOf(MANAGEMENT_PREFIX);
// Enough to distinguish keys. The last four characters belong to the checksum, so both together reveal nothing useful.
const SHOWN_RANDOM_CHARACTERS = 4;

/** A new secret: `sk-relais-`, 32 random base62 characters (190 bits) and 6 of checksum, so that scanners and we can detect a typo. */
export function newSecret(): string {
  return secretWith(PREFIX);
}

/** The same for a management key, which begins with `sk-relais-admin-`. */
export function newManagementSecret(): string {
  return secretWith(MANAGEMENT_PREFIX);
}

/** True if the text has the form and the checksum of our secrets. It does not ask the database. */
export function isWellFormed(secret: string): boolean {
  return SHAPE.test(secret) && hasChecksum(secret);
}

/** The same for the secret of a management key. No text is both. */
export function isManagementSecret(secret: string): boolean {
  return MANAGEMENT_SHAPE.test(secret) && hasChecksum(secret);
}

/** The parts of a secret that may always be shown. */
export function shownParts(secret: string): { prefix: string; lastFour: string } {
  const { length } = secret.startsWith(MANAGEMENT_PREFIX) ? MANAGEMENT_PREFIX : PREFIX;
  return { prefix: secret.slice(0, length + SHOWN_RANDOM_CHARACTERS), lastFour: secret.slice(-4) };
}

function secretWith(prefix: string): string {
  const random = Array.from({ length: RANDOM_CHARACTERS }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return withChecksum(prefix + random);
}

function shapeOf(prefix: string): RegExp {
  return new RegExp(`^${prefix}[0-9A-Za-z]{${RANDOM_CHARACTERS + CHECKSUM_CHARACTERS}}$`);
}

function hasChecksum(secret: string): boolean {
  return withChecksum(secret.slice(0, -CHECKSUM_CHARACTERS)) === secret;
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
