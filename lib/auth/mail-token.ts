import "server-only";
import { createHash, randomBytes } from "node:crypto";
import type { Transaction } from "@/lib/platform/transaction";

export type MailTokenPurpose = "verify" | "reset";

const LIFETIME_MINUTES: Record<MailTokenPurpose, number> = { verify: 3 * 24 * 60, reset: 30 };

/** A new token for a link in a mail. Only its hash is kept. */
export async function makeMailToken(tx: Transaction, token: { userId: string; purpose: MailTokenPurpose; now: Date }): Promise<string> {
  const text = randomBytes(32).toString("base64url");
  const expiresAt = new Date(token.now.getTime() + LIFETIME_MINUTES[token.purpose] * 60_000);
  await tx.mailToken.create({
    data: { tokenHash: hashOf(text), userId: token.userId, purpose: token.purpose, createdAt: token.now, expiresAt },
  });
  return text;
}

/**
 * Uses a token up and gives the person whom it was mailed to; null when it is unknown, used, or older than it may be.
 * The person's other tokens of the same purpose end with it.
 */
export async function spendMailToken(
  tx: Transaction,
  token: { text: string; purpose: MailTokenPurpose; now: Date },
): Promise<string | null> {
  const tokenHash = hashOf(token.text);
  const { count } = await tx.mailToken.updateMany({
    where: { tokenHash, purpose: token.purpose, usedAt: null, expiresAt: { gt: token.now } },
    data: { usedAt: token.now },
  });
  if (count === 0) return null;
  const { userId } = await tx.mailToken.findUniqueOrThrow({ where: { tokenHash }, select: { userId: true } });
  await tx.mailToken.updateMany({ where: { userId, purpose: token.purpose, usedAt: null }, data: { usedAt: token.now } });
  return userId;
}

/** Whether a token could be used up now. */
export async function isLiveMailToken(tx: Transaction, token: { text: string; purpose: MailTokenPurpose; now: Date }): Promise<boolean> {
  const where = { tokenHash: hashOf(token.text), purpose: token.purpose, usedAt: null, expiresAt: { gt: token.now } };
  return (await tx.mailToken.count({ where })) > 0;
}

/** Whose token this is, whether or not it can still be used; null for an unknown one. */
export async function ownerOfMailToken(tx: Transaction, token: { text: string; purpose: MailTokenPurpose }): Promise<string | null> {
  const row = await tx.mailToken.findFirst({ where: { tokenHash: hashOf(token.text), purpose: token.purpose }, select: { userId: true } });
  return row?.userId ?? null;
}

function hashOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(text).digest());
}
