import "server-only";
import type { Actor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import type { Key } from "@/lib/keys/key";
import { lockKey } from "@/lib/keys/list-keys";
import { inTransaction, type Queryable } from "@/lib/platform/postgres";

/**
 * Ends a key and all its secrets for good, and audits who did. Postgres notifies each process, which refuses the key within a
 * second. A repeat writes nothing. Throws `not_found`, also for another workspace's key.
 */
export async function revokeKey(actor: Actor, workspaceId: string, keyId: string): Promise<Key> {
  return inTransaction(async (on) => {
    const { name, revokedAt } = await lockKey(on, workspaceId, keyId);
    if (!revokedAt) {
      await endKeys(on, workspaceId, { keyId });
      await writeAudit(on, actor, { workspaceId, action: "key.revoke", target: `key:${keyId}`, after: { name } });
    }
    return lockKey(on, workspaceId, keyId);
  });
}

/**
 * Revokes every key of a workspace, or those that one person made there, management keys too, and audits who did. For an address
 * that is proven by somebody other than the person who signed up with it.
 */
export async function revokeAllKeys(on: Queryable, actor: Actor, workspaceId: string, createdBy?: string): Promise<void> {
  // Management keys first: a key that one of them is making now then exists before the others are revoked.
  const { rowCount } = await on.query(
    `UPDATE management_key SET revoked_at = now()
     WHERE workspace_id = $1 AND revoked_at IS NULL AND ($2::uuid IS NULL OR created_by = $2)`,
    [workspaceId, createdBy ?? null],
  );
  const managementKeys = rowCount ?? 0;
  const keys = await endKeys(on, workspaceId, { createdBy });
  if (managementKeys + keys === 0) return;
  const after = { keys, managementKeys };
  await writeAudit(on, actor, { workspaceId, action: "key.revoke_all", target: `workspace:${workspaceId}`, after });
}

/** One key, those that one person made, or all of the workspace. Returns how many it ended. */
async function endKeys(on: Queryable, workspaceId: string, which: { keyId?: string; createdBy?: string }): Promise<number> {
  const { rows } = await on.query<{ ended: number }>("SELECT revoke_api_keys($1, $2, $3) AS ended", [
    workspaceId,
    which.keyId ?? null,
    which.createdBy ?? null,
  ]);
  return rows[0]?.ended ?? 0;
}
