import "server-only";
import { writeAudit } from "@/lib/audit/write-audit";
import { endMailTokens } from "@/lib/auth/mail-token";
import { endMemberships } from "@/lib/auth/memberships";
import { endAllSessions, forgetIdentities, noteEmailProven, setPassword } from "@/lib/auth/users";
import { revokeAllKeys } from "@/lib/keys/revoke-key";
import type { Queryable } from "@/lib/platform/postgres";

export type HandOver = {
  now: Date;
  /** Null for a person who signs in through GitHub or Google. */
  passwordHash: string | null;
  by: "reset" | "provider";
  remoteAddress: string;
};

/**
 * Hands a user over to the person who proves its address first. Somebody else may have signed up with it: that person loses every
 * session, password, key, membership and linked identity. The workspace and its balance stay with the address. Returns the session
 * version for the owner.
 */
export async function handOverUser(on: Queryable, userId: string, { now, passwordHash, by, remoteAddress }: HandOver): Promise<number> {
  // This comes first, since it locks the person's row: a key that is being made now is then either visible here or refused.
  const sessionVersion = await endAllSessions(on, userId);
  await noteEmailProven(on, userId, now);
  await setPassword(on, userId, passwordHash);
  await endMailTokens(on, userId, now);
  await forgetIdentities(on, userId);
  const { own, others } = await endMemberships(on, userId);
  const actor = { userId, ip: remoteAddress };
  for (const workspaceId of own) await revokeAllKeys(on, actor, workspaceId);
  for (const workspaceId of others) await revokeAllKeys(on, actor, workspaceId, userId);
  await writeAudit(on, actor, { action: "account.claim", target: `user:${userId}`, after: { by } });
  return sessionVersion;
}
