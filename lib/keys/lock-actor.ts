import "server-only";
import type { Actor } from "@/lib/audit/actor";
import { lockSession } from "@/lib/auth/lock-session";
import { lockManager } from "@/lib/keys/management-keys";
import type { Queryable } from "@/lib/platform/postgres";

/**
 * Checks that the actor may still act in the workspace, before a secret is made. A request that revokes this right waits for the transaction, and
 * then ends the new secret too. Throws `unauthenticated`.
 */
export async function lockActor(on: Queryable, { userId, sessionVersion, managementKeyId }: Actor, workspaceId: string): Promise<void> {
  if (userId !== null && sessionVersion !== undefined) await lockSession(on, { userId, sessionVersion });
  if (managementKeyId !== undefined) await lockManager(on, { workspaceId, managementKeyId });
}
