import "server-only";
import { AppError } from "@/lib/basics/errors";
import { KEY_COLUMNS, type Key, type KeyRow, keyOfRow } from "@/lib/keys/key";
import { postgres, type Queryable } from "@/lib/platform/postgres";

/** The keys of a workspace, newest first, revoked ones included. */
export async function listKeys(workspaceId: string): Promise<Key[]> {
  const { rows } = await postgres().query<KeyRow>(`SELECT ${KEY_COLUMNS} FROM api_key WHERE workspace_id = $1 ORDER BY id DESC`, [
    workspaceId,
  ]);
  return rows.map(keyOfRow);
}

/** The same, page by page: at most `limit` keys that are older than the key `before`. */
export async function listKeyPage(workspaceId: string, before: string | null, limit: number): Promise<{ keys: Key[]; hasMore: boolean }> {
  const { rows } = await postgres().query<KeyRow>(
    `SELECT ${KEY_COLUMNS} FROM api_key WHERE workspace_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [workspaceId, before, limit + 1],
  );
  return { keys: rows.slice(0, limit).map(keyOfRow), hasMore: rows.length > limit };
}

/** Throws `not_found`, with the same text for a key that does not exist and for another workspace's key. */
export async function readKey(workspaceId: string, keyId: string): Promise<Key> {
  return found(postgres(), workspaceId, keyId, "");
}

/** Reads and locks a key for the transaction that changes it. Throws `not_found`. */
export async function lockKey(on: Queryable, workspaceId: string, keyId: string): Promise<Key> {
  return found(on, workspaceId, keyId, "FOR UPDATE");
}

async function found(on: Queryable, workspaceId: string, keyId: string, lock: string): Promise<Key> {
  const { rows } = await on.query<KeyRow>(`SELECT ${KEY_COLUMNS} FROM api_key WHERE workspace_id = $1 AND id = $2 ${lock}`, [
    workspaceId,
    keyId,
  ]);
  if (!rows[0]) throw new AppError("not_found", "There is no such key.");
  return keyOfRow(rows[0]);
}
