import "server-only";
import { AppError } from "@/lib/basics/errors";
import { postgres, type Queryable } from "@/lib/platform/postgres";
import type { Transaction } from "@/lib/platform/transaction";

/**
 * Ends a key for good, with every secret of it: Postgres notifies each process, which refuses it within a second.
 * Repeating it changes nothing and answers false. Throws `not_found`, also for the key of another workspace.
 */
export async function revokeKey(workspaceId: string, keyId: string, on: Queryable = postgres()): Promise<boolean> {
  const { rowCount } = await on.query("UPDATE api_key SET revoked_at = now() WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL", [
    workspaceId,
    keyId,
  ]);
  if (rowCount === 1) return true;
  const known = await on.query("SELECT FROM api_key WHERE workspace_id = $1 AND id = $2", [workspaceId, keyId]);
  if (known.rowCount === 0) throw new AppError("not_found", "There is no such key.");
  return false;
}

/**
 * Ends every key of a workspace, or those that one person made there, management keys too: for an address that is proven by
 * somebody else than the person who made the account.
 */
export async function revokeAllKeys(tx: Transaction, workspaceId: string, createdBy?: string): Promise<void> {
  const live = { where: { workspaceId, createdBy, revokedAt: null }, data: { revokedAt: new Date() } };
  // The managing ones first: a key that one of them is just making is there before the others are ended.
  await tx.managementKey.updateMany(live);
  await tx.apiKey.updateMany(live);
}
