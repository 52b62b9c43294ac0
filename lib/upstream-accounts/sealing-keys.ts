import "server-only";
import { createHmac, scryptSync } from "node:crypto";
import { env } from "@/lib/platform/env";

const KEY_BYTES = 32;
const BASE64_KEY = /^[A-Za-z0-9+/_-]{43}=?$/;
// A passphrase has no salt of its own, since every process must derive the same key. The cost of scrypt slows guesses down.
const SCRYPT_SALT = "relais upstream credentials";
const SCRYPT_COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 };

/** A key that seals credentials, and its four-byte id in sealed texts. */
export type SealingKey = { id: Buffer; key: Buffer };

/** First the key that seals, then the one that it replaced. Empty if no key is set. */
export type SealingKeys = readonly SealingKey[];

let known: SealingKeys | null = null;

/** The keys of the environment. A passphrase is stretched once per process. */
export function sealingKeys(): SealingKeys {
  known ??= [env.UPSTREAM_CREDENTIALS_KEY, env.UPSTREAM_CREDENTIALS_KEY_PREVIOUS].flatMap((text) => (text ? [sealingKeyOf(text)] : []));
  return known;
}

/** 32 bytes in base64 are the key itself; every other text is a passphrase. */
export function sealingKeyOf(text: string): SealingKey {
  const key = BASE64_KEY.test(text) ? Buffer.from(text, "base64") : scryptSync(text, SCRYPT_SALT, KEY_BYTES, SCRYPT_COST);
  return { key, id: createHmac("sha256", key).update("key id").digest().subarray(0, 4) };
}
