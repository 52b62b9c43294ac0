import "server-only";
import { AppError } from "@/lib/basics/errors";
import { isManagementSecret } from "@/lib/keys/secret";
import { acceptedHmacs } from "@/lib/keys/secret-hmac";
import { postgres, type Queryable, steady } from "@/lib/platform/postgres";

/** A key that can only manage keys. */
export type ManagementKey = {
  id: string;
  name: string;
  prefix: string;
  lastFour: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

/** The management key of an API request, and its workspace. */
export type KeyManager = { managementKeyId: string; workspaceId: string };

/**
 * The manager of a secret; null for every other text. It asks Postgres each time: such calls are rare, and a revocation takes
 * effect at once.
 */
export async function authenticateManager(secret: string): Promise<KeyManager | null> {
  if (!isManagementSecret(secret)) return null;
  const [hmac, previous] = acceptedHmacs(secret);
  const { rows } = await steady.query<{ id: string; workspace_id: string; is_stale: boolean }>(
    `SELECT m.id, m.workspace_id, m.last_used_at IS NULL OR m.last_used_at < now() - interval '1 minute' AS is_stale
     FROM key_secret s JOIN management_key m ON m.workspace_id = s.workspace_id AND m.id = s.key_id AND m.secret_hmac = s.secret_hmac
     WHERE s.secret_hmac IN ($1::bytea, $2::bytea) AND m.revoked_at IS NULL`,
    [hmac, previous ?? null],
  );
  const row = rows[0];
  if (!row) return null;
  if (row.is_stale) {
    await postgres().query("UPDATE management_key SET last_used_at = now() WHERE workspace_id = $1 AND id = $2", [
      row.workspace_id,
      row.id,
    ]);
  }
  return { managementKeyId: row.id, workspaceId: row.workspace_id };
}

/**
 * Locks a management key until the transaction ends, so that a revocation waits. Throws `unauthenticated` if it is already revoked, or
 * belongs to another workspace.
 */
export async function lockManager(on: Queryable, { workspaceId, managementKeyId }: KeyManager): Promise<void> {
  const { rowCount } = await on.query("SELECT FROM management_key WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL FOR SHARE", [
    workspaceId,
    managementKeyId,
  ]);
  if (rowCount === 0) throw new AppError("unauthenticated", "This management key was revoked. Nothing was changed.");
}

/** Newest first, revoked ones included. */
export async function listManagementKeys(workspaceId: string): Promise<ManagementKey[]> {
  const { rows } = await postgres().query<ManagementKey>(
    `SELECT id, name, prefix, last_four AS "lastFour", created_at AS "createdAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"
     FROM management_key WHERE workspace_id = $1 ORDER BY id DESC`,
    [workspaceId],
  );
  return rows;
}
