import "server-only";
import { endAllSessions, ownedWorkspaceIds } from "@/lib/auth/users";
import { revokeAllKeys } from "@/lib/keys/revoke";
import type { Transaction } from "@/lib/transaction";

/**
 * The address is proven for the first time, and by somebody who need not be the one who made the account: whoever
 * typed the address in before keeps neither session, nor password, nor key. Returns the session version for the owner.
 */
export async function claimAccount(tx: Transaction, userId: string, at: { now: Date; passwordHash: string | null }): Promise<number> {
  await tx.user.update({ where: { id: userId }, data: { emailVerifiedAt: at.now, passwordHash: at.passwordHash } });
  for (const workspaceId of await ownedWorkspaceIds(tx, userId)) await revokeAllKeys(tx, workspaceId);
  return endAllSessions(tx, userId);
}
