import "server-only";
import { inTransaction, postgres } from "@/lib/platform/postgres";

/** Drops files that have expired upstream. Safe to run twice at once. */
export async function dropExpiredFiles(): Promise<number> {
  return inTransaction(async (on) => {
    const { rows } = await on.query<{ workspace_id: string; files: bigint; bytes: bigint }>(`
      WITH gone AS (
        DELETE FROM kept_file WHERE (workspace_id, id) IN (
          SELECT workspace_id, id FROM kept_file WHERE expires_at < now() ORDER BY workspace_id, id LIMIT 1000 FOR UPDATE SKIP LOCKED)
        RETURNING workspace_id, size_bytes),
      sums AS (SELECT workspace_id, count(*) AS files, sum(size_bytes)::bigint AS bytes FROM gone GROUP BY workspace_id),
      rooms AS (
        UPDATE file_room AS r SET files = r.files - sums.files, bytes = r.bytes - sums.bytes FROM sums WHERE r.workspace_id = sums.workspace_id)
      SELECT * FROM sums`);
    return rows.length;
  });
}

export type LostUpload = { workspaceId: string; id: string; accountId: string; name: string; mostBytes: number; startedAt: Date };

/** Uploads whose outcome is unknown, oldest first. */
export async function lostUploads(before: Date): Promise<LostUpload[]> {
  const { rows } = await postgres().query<LostRow>(
    `SELECT workspace_id, id, account_id, name, size_bytes, created_at FROM kept_file
     WHERE file_id IS NULL AND created_at < $1 ORDER BY created_at LIMIT 100`,
    [before],
  );
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    id: row.id,
    accountId: row.account_id,
    name: row.name,
    mostBytes: Number(row.size_bytes),
    startedAt: row.created_at,
  }));
}

type LostRow = { workspace_id: string; id: string; account_id: string; name: string; size_bytes: bigint; created_at: Date };

/** Which of these files belong to a workspace. */
export async function knownFileIds(fileIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await postgres().query<{ file_id: string }>("SELECT file_id FROM kept_file WHERE file_id = ANY ($1)", [fileIds]);
  return new Set(rows.map((row) => row.file_id));
}
