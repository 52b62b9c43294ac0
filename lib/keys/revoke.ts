import "server-only";
import { database } from "@/lib/db";
import { AppError } from "@/lib/errors";
import type { Transaction } from "@/lib/transaction";

/**
 * Ends a key for good: each process hears of it through Postgres and refuses it within a second. Repeating it changes
 * nothing. Throws `not_found`, also for the key of another workspace.
 */
export async function revokeKey(workspaceId: string, keyId: string): Promise<void> {
  const { count } = await database().apiKey.updateMany({
    where: { workspaceId, id: keyId, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  if (count > 0) return;
  const known = await database().apiKey.count({ where: { workspaceId, id: keyId } });
  if (known === 0) throw new AppError("not_found", "There is no such key.");
}

/** Ends every key of a workspace: for an address that is proven by somebody else than the person who made the account. */
export async function revokeAllKeys(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.apiKey.updateMany({ where: { workspaceId, revokedAt: null }, data: { revokedAt: new Date() } });
}
