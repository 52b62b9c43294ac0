import "server-only";
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { type SealingKey, type SealingKeys, sealingKeys } from "@/lib/upstream-accounts/sealing-keys";
import type { UpstreamAccount } from "@/lib/upstreams/account";

const CIPHER = "aes-256-gcm";
const FORMAT = 1;
const KEY_ID_AT = 1;
const NONCE_AT = 5;
const TEXT_AT = 17;
const TAG_BYTES = 16;

/** The account of a sealed text, which opens for no other account. */
export type SealedFor = { id: string; kind: UpstreamAccount["kind"] };

/** The secret fields of an account. They are in the sealed text, all others in the settings. */
export type AccountSecrets = { secret: string } | { credentials: object };

export type SealReason = "no_key" | "unknown_key" | "altered";

const MESSAGES: Record<SealReason, string> = {
  no_key: "UPSTREAM_CREDENTIALS_KEY is not set, so that credentials can be neither stored nor read.",
  unknown_key: "The credentials were sealed with a key that is neither UPSTREAM_CREDENTIALS_KEY nor its previous one.",
  altered: "The credentials were altered, or belong to another account.",
};

/** Credentials cannot be sealed or opened. It concerns only one account and reveals nothing about them. */
export class SealError extends Error {
  constructor(readonly reason: SealReason) {
    super(MESSAGES[reason]);
    this.name = "SealError";
  }
}

/** Whether there is a key to seal with. */
export function canSeal(): boolean {
  return sealingKeys().length > 0;
}

/** AES-256-GCM under the newest key: format, key id, nonce, ciphertext, tag. Throws `SealError` where no key is set. */
export function sealCredentials(account: SealedFor, secrets: AccountSecrets, keys: SealingKeys = sealingKeys()): Buffer<ArrayBuffer> {
  const [newest] = keys;
  if (!newest) throw new SealError("no_key");
  const nonce = randomBytes(TEXT_AT - NONCE_AT);
  const cipher = createCipheriv(CIPHER, newest.key, nonce).setAAD(associatedData(account));
  const text = Buffer.concat([cipher.update(JSON.stringify(secrets), "utf8"), cipher.final()]);
  return Buffer.concat([Buffer.of(FORMAT), newest.id, nonce, text, cipher.getAuthTag()]);
}

/** Throws `SealError` when no key fits, or when the text was altered or taken from another account. */
export function openCredentials(account: SealedFor, sealed: Uint8Array, keys: SealingKeys = sealingKeys()): AccountSecrets {
  if (keys.length === 0) throw new SealError("no_key");
  const bytes = Buffer.from(sealed);
  if (bytes.length < TEXT_AT + TAG_BYTES || bytes[0] !== FORMAT) throw new SealError("altered");
  const key = keys.find((each) => isSealedWith(each, bytes));
  if (!key) throw new SealError("unknown_key");
  const nonce = bytes.subarray(NONCE_AT, TEXT_AT);
  const cipher = createDecipheriv(CIPHER, key.key, nonce, { authTagLength: TAG_BYTES }).setAAD(associatedData(account));
  cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return JSON.parse(Buffer.concat([cipher.update(bytes.subarray(TEXT_AT, -TAG_BYTES)), cipher.final()]).toString("utf8"));
  } catch {
    // Node's own error says less than ours, and JSON's could quote the opened text.
    throw new SealError("altered");
  }
}

/** Whether a text was sealed with this key. */
function isSealedWith(key: SealingKey, sealed: Uint8Array): boolean {
  return key.id.equals(sealed.subarray(KEY_ID_AT, NONCE_AT));
}

function associatedData({ id, kind }: SealedFor): Buffer {
  return Buffer.from(`relais upstream_account ${id} ${kind}`);
}
