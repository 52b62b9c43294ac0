import "server-only";
import type { FileContent } from "@/lib/files/stored-file";
import { postgres } from "@/lib/platform/postgres";

/** Longer than any upload may take. After that its place is freed, whatever became of it. */
const IS_COMING = "file_id IS NULL AND created_at > now() - interval '10 minutes'";

/** What one workspace may store. */
export type FileLimits = { mostFiles: number; mostBytes: number };

export type FileReservation = { workspaceId: string; id: string; keyId: string; accountId: string; name: string; mostBytes: number };

/**
 * Stores that an upload has started, before any byte goes upstream, and reserves room for its largest possible size. Check and change are
 * one statement, so simultaneous uploads are admitted only as far as there is room. False if there is none.
 */
export async function reserveFile(
  { workspaceId, id, keyId, accountId, name, mostBytes }: FileReservation,
  limits: FileLimits,
): Promise<boolean> {
  const { rowCount } = await postgres().query({
    name: "reserve_file",
    text: `
      WITH room AS (
        INSERT INTO file_room AS r (workspace_id, files, bytes) SELECT $1::uuid, 1, $2::bigint WHERE 1 <= $3::int AND $2 <= $4::bigint
        ON CONFLICT (workspace_id) DO UPDATE SET files = r.files + 1, bytes = r.bytes + $2 WHERE r.files < $3 AND r.bytes + $2 <= $4
        RETURNING 1)
      INSERT INTO kept_file (workspace_id, id, key_id, account_id, name, size_bytes) 
        SELECT $1, $5::uuid, $6::uuid, $7::text, $8::text, $2 FROM room`,
    values: [workspaceId, mostBytes, limits.mostFiles, limits.mostBytes, id, keyId, accountId, name],
  });
  return rowCount === 1;
}

export type Arrived = {
  workspaceId: string;
  id: string;
  fileId: string;
  name: string;
  mediaType: string;
  sizeBytes: number;
  content: FileContent;
  createdAt: Date;
  expiresAt: Date | null;
};

/** Stores that the account has the file, which now belongs to the workspace. False if its place was freed: then nobody owns the file. */
export async function storeFile(file: Arrived): Promise<boolean> {
  const { pages, textTokens, pictureTokens } = file.content;
  const { rowCount } = await postgres().query({
    name: "keep_file",
    text: `
      WITH coming AS (SELECT size_bytes FROM kept_file WHERE workspace_id = $1 AND id = $2 AND ${IS_COMING} FOR UPDATE),
      room AS (UPDATE file_room SET bytes = bytes - coming.size_bytes + $6 FROM coming WHERE workspace_id = $1)
      UPDATE kept_file SET file_id = $3, name = $4, media_type = $5, size_bytes = $6, pages = $7, text_tokens = $8,
        picture_tokens_before_4_7 = $9, picture_tokens_since_4_7 = $10, created_at = $11, expires_at = $12
      FROM coming WHERE workspace_id = $1 AND id = $2`,
    values: [
      ...[file.workspaceId, file.id, file.fileId, file.name, file.mediaType, file.sizeBytes, pages, textTokens],
      ...[pictureTokens?.before_4_7 ?? null, pictureTokens?.since_4_7 ?? null, file.createdAt, file.expiresAt],
    ],
  });
  return rowCount === 1;
}

/** Removes a deleted file and frees its room. A repeat does nothing. `fileId` null removes only an upload that brought no file. */
export async function dropFile({ workspaceId, id, fileId }: { workspaceId: string; id: string; fileId: string | null }): Promise<void> {
  await postgres().query({
    name: "drop_file",
    text: `
      WITH gone AS (
        DELETE FROM kept_file WHERE workspace_id = $1 AND id = $2 AND file_id IS NOT DISTINCT FROM $3 RETURNING size_bytes)
      UPDATE file_room SET files = files - 1, bytes = bytes - gone.size_bytes FROM gone WHERE workspace_id = $1`,
    values: [workspaceId, id, fileId],
  });
}
