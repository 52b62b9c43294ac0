import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { endMemberships } from "@/lib/auth/memberships";
import { endAllSessions, forgetIdentities } from "@/lib/auth/users";
import { revokeAllKeys } from "@/lib/keys/revoke";
import type { Transaction } from "@/lib/platform/transaction";

export type Claim = {
  now: Date;
  /** Null for a person who comes through GitHub or Google. */
  passwordHash: string | null;
  by: "reset" | "provider";
  remoteAddress: string;
};

/**
 * The address is proven for the first time, and by somebody who need not be the one who made the account. The one who typed
 * the address in keeps neither session, nor password, key, membership or other way in. The workspace and its balance stay with
 * the address. Returns the session version for the owner.
 */
export async function claimAccount(tx: Transaction, userId: string, { now, passwordHash, by, remoteAddress }: Claim): Promise<number> {
  // First of all: it takes the person's row, so that a key which is just being made is there to be ended, or is refused.
  const sessionVersion = await endAllSessions(tx, userId);
  await tx.user.update({ where: { id: userId }, data: { emailVerifiedAt: now, passwordHash } });
  await tx.mailToken.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } });
  await forgetIdentities(tx, userId);
  const { own, others } = await endMemberships(tx, userId);
  for (const workspaceId of own) await revokeAllKeys(tx, workspaceId);
  for (const workspaceId of others) await revokeAllKeys(tx, workspaceId, userId);
  await recordAudit(tx, { actorUserId: userId, ip: remoteAddress, action: "account.claim", target: `user:${userId}`, after: { by } });
  return sessionVersion;
}
