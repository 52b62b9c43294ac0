import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { postgres, type Queryable } from "@/lib/platform/postgres";

export type MailTokenPurpose = "verify" | "reset";

const LIFETIME_MINUTES: Record<MailTokenPurpose, number> = { verify: 3 * 24 * 60, reset: 30 };

/** The secret text in a mailed link, and its purpose. */
type MailToken = { text: string; purpose: MailTokenPurpose };

/** Makes a new token for a mailed link. Only its hash is stored. */
export async function makeMailToken(token: { userId: string; purpose: MailTokenPurpose; now: Date }): Promise<string> {
  const text = randomBytes(32).toString("base64url");
  const expiresAt = new Date(token.now.getTime() + LIFETIME_MINUTES[token.purpose] * 60_000);
  await postgres().query("INSERT INTO mail_token (token_hash, user_id, purpose, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)", [
    hashOf(text),
    token.userId,
    token.purpose,
    token.now,
    expiresAt,
  ]);
  return text;
}

/**
 * Uses a token and returns the person to whom it was mailed, whose row it locks. Null if the token is unknown, used or expired.
 * The person's other tokens of the same purpose become invalid too.
 */
export async function spendMailToken(on: Queryable, { text, purpose, now }: MailToken & { now: Date }): Promise<string | null> {
  // A handover to the owner of the address locks the person before the tokens. The other order here would be a deadlock.
  await on.query('SELECT FROM "user" u JOIN mail_token t ON t.user_id = u.id WHERE t.token_hash = $1 AND t.purpose = $2 FOR UPDATE OF u', [
    hashOf(text),
    purpose,
  ]);
  const { rows } = await on.query<{ userId: string }>(
    `UPDATE mail_token SET used_at = $3 WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3
     RETURNING user_id AS "userId"`,
    [hashOf(text), purpose, now],
  );
  const userId = rows[0]?.userId ?? null;
  if (userId !== null) await endMailTokens(on, userId, now, purpose);
  return userId;
}

/** Invalidates the unused tokens that were mailed to a person: of one purpose, or all. */
export async function endMailTokens(on: Queryable, userId: string, now: Date, purpose?: MailTokenPurpose): Promise<void> {
  await on.query("UPDATE mail_token SET used_at = $2 WHERE user_id = $1 AND used_at IS NULL AND ($3::text IS NULL OR purpose = $3)", [
    userId,
    now,
    purpose ?? null,
  ]);
}

/** Whether a token can be used now. */
export async function isLiveMailToken({ text, purpose, now }: MailToken & { now: Date }): Promise<boolean> {
  const { rowCount } = await postgres().query(
    "SELECT FROM mail_token WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3",
    [hashOf(text), purpose, now],
  );
  return rowCount === 1;
}

/** The owner of a token, even if it is used or expired; null for an unknown token. */
export async function ownerOfMailToken({ text, purpose }: MailToken): Promise<string | null> {
  const { rows } = await postgres().query<{ userId: string }>(
    `SELECT user_id AS "userId" FROM mail_token WHERE token_hash = $1 AND purpose = $2`,
    [hashOf(text), purpose],
  );
  return rows[0]?.userId ?? null;
}

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
