import "server-only";
import type { StoredFile } from "@/lib/files/stored-file";
import { postgres } from "@/lib/platform/postgres";

export type MadeFile = Pick<StoredFile, "id" | "fileId" | "accountId" | "name" | "mediaType" | "sizeBytes" | "createdAt" | "expiresAt"> & {
  workspaceId: string;
  keyId: string;
};

/**
 * Stores a file that a tool made in a call of the workspace. It takes room although none was reserved. A file that already has an owner
 * keeps it. Safe to run twice.
 */
export async function storeMadeFile(file: MadeFile): Promise<void> {
  await postgres().query({
    name: "note_made_file",
    text: `
      WITH made AS (
        INSERT INTO kept_file (workspace_id, id, key_id, account_id, file_id, name, media_type, size_bytes, is_downloadable, created_at, expires_at)
        SELECT $1::uuid, $2::uuid, $3::uuid, $4::text, $5::text, $6::text, $7::text, $8::bigint, true, $9::timestamptz, $10::timestamptz
        WHERE NOT EXISTS (SELECT FROM kept_file WHERE file_id = $5)
        ON CONFLICT DO NOTHING RETURNING size_bytes)
      INSERT INTO file_room AS r (workspace_id, files, bytes) SELECT $1, 1, size_bytes FROM made
      ON CONFLICT (workspace_id) DO UPDATE SET files = r.files + 1, bytes = r.bytes + excluded.bytes`,
    values: [
      ...[file.workspaceId, file.id, file.keyId, file.accountId, file.fileId, file.name, file.mediaType, file.sizeBytes],
      ...[file.createdAt, file.expiresAt],
    ],
  });
}
