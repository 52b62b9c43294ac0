import "server-only";
import { AppError } from "@/lib/basics/errors";
import { newId } from "@/lib/basics/ids";
import { validName } from "@/lib/keys/create";
import { acceptedHmacs, hmacOfSecret } from "@/lib/keys/hmac";
import { isManagementSecret, newManagementSecret, shownParts } from "@/lib/keys/secret";
import { postgres, type Queryable, steady } from "@/lib/platform/postgres";

/** A key that manages keys and can do nothing else. */
export type ManagementKey = {
  id: string;
  name: string;
  prefix: string;
  lastFour: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};
export type CreatedManagementKey =
  | { kind: "created"; id: string; name: string; secret: string }
  | { kind: "already_created"; id: string; name: string };

/** Who manages the keys of a workspace by API. */
export type KeyManager = { managementKeyId: string; workspaceId: string };

/**
 * Whose management key this is; null for every other text. Asks Postgres each time: such calls are rare, and a revocation
 * holds at once.
 */
export async function authenticateManager(secret: string): Promise<KeyManager | null> {
  if (!isManagementSecret(secret)) return null;
  const { rows } = await steady.query<{ id: string; workspace_id: string; is_stale: boolean }>(
    `SELECT id, workspace_id, coalesce(last_used_at < now() - interval '1 minute', true) AS is_stale
     FROM management_key WHERE secret_hmac = ANY($1::bytea[]) AND revoked_at IS NULL`,
    [acceptedHmacs(secret)],
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

/** Keeps a management key live until the transaction ends: its revocation waits. Throws `unauthenticated` when it came before. */
export async function holdManager(on: Queryable, managementKeyId: string): Promise<void> {
  const { rowCount } = await on.query("SELECT FROM management_key WHERE id = $1 AND revoked_at IS NULL FOR SHARE", [managementKeyId]);
  if (rowCount === 0) throw new AppError("unauthenticated", "This management key was revoked. Nothing was changed.");
}

/** The secret is in this answer and nowhere else. A form that is sent again finds the key that it made. Throws `invalid_request`. */
export async function createManagementKey(
  on: Queryable,
  workspaceId: string,
  input: { name: string; createdBy: string; submissionKey: string },
): Promise<CreatedManagementKey> {
  const name = validName(input.name);
  const secret = newManagementSecret();
  const { hmac, pepperVersion } = hmacOfSecret(secret);
  const { prefix, lastFour } = shownParts(secret);
  const id = newId();
  const made = await on.query(
    `INSERT INTO management_key (workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four, created_by, submission_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (workspace_id, submission_key) DO NOTHING`,
    [workspaceId, id, name, hmac, pepperVersion, prefix, lastFour, input.createdBy, input.submissionKey],
  );
  if (made.rowCount === 1) return { kind: "created", id, name, secret };
  const { rows } = await on.query<{ id: string; name: string }>(
    "SELECT id, name FROM management_key WHERE workspace_id = $1 AND submission_key = $2",
    [workspaceId, input.submissionKey],
  );
  if (!rows[0]) throw new AppError("conflict", "The key was not made. Please try again.");
  return { kind: "already_created", id: rows[0].id, name: rows[0].name };
}

/** The newest first, revoked ones included. */
export async function listManagementKeys(workspaceId: string): Promise<ManagementKey[]> {
  const { rows } = await postgres().query<ManagementKey>(
    `SELECT id, name, prefix, last_four AS "lastFour", created_at AS "createdAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"
     FROM management_key WHERE workspace_id = $1 ORDER BY id DESC`,
    [workspaceId],
  );
  return rows;
}

/** Repeating it changes nothing and answers false. Throws `not_found`, also for the key of another workspace. */
export async function revokeManagementKey(on: Queryable, workspaceId: string, id: string): Promise<boolean> {
  const { rowCount } = await on.query(
    "UPDATE management_key SET revoked_at = now() WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL",
    [workspaceId, id],
  );
  if (rowCount === 1) return true;
  const known = await on.query("SELECT FROM management_key WHERE workspace_id = $1 AND id = $2", [workspaceId, id]);
  if (known.rowCount === 0) throw new AppError("not_found", "There is no such key.");
  return false;
}
