import "server-only";
import { FILE_COLUMNS, type FileRow, IS_STORED, type StoredFile, storedFileOf } from "@/lib/files/stored-file";
import { readSteadily } from "@/lib/platform/postgres";

/** The workspace's files with these ids. Other workspaces' files, deleted files and unfinished uploads are left out. */
export async function findFiles(workspaceId: string, fileIds: readonly string[]): Promise<StoredFile[]> {
  const text = `SELECT ${FILE_COLUMNS} FROM kept_file WHERE workspace_id = $1 AND file_id = ANY ($2) AND ${IS_STORED} ORDER BY id DESC`;
  const { rows } = await readSteadily<FileRow>({ name: "find_files", text, values: [workspaceId, fileIds.filter(isPossible)] });
  return rows.map(storedFileOf);
}

/** The account that has the workspace's newest file; null if there is no file. */
export async function accountOfFiles(workspaceId: string): Promise<string | null> {
  const text = `SELECT account_id FROM kept_file WHERE workspace_id = $1 AND ${IS_STORED} ORDER BY id DESC LIMIT 1`;
  const { rows } = await readSteadily<{ account_id: string }>({ text, values: [workspaceId] });
  return rows[0]?.account_id ?? null;
}

/** A position beside a file, which is given by its id or its row: older files are after it, newer ones before. */
export type FilePlace = { side: "after" | "before" } & ({ fileId: string } | { id: string });

/** Newest first. Null if the position is not at a file of the workspace. */
export async function listFiles(
  workspaceId: string,
  place: FilePlace | null,
  limit: number,
): Promise<{ files: StoredFile[]; hasMore: boolean } | null> {
  const at = place && ("id" in place ? place.id : await placeOf(workspaceId, place.fileId));
  if (place && at === null) return null;
  const isBackwards = place?.side === "before";
  const beyond = at === null ? "" : `AND id ${isBackwards ? ">" : "<"} $3`;
  const text = `SELECT ${FILE_COLUMNS} FROM kept_file WHERE workspace_id = $1 AND ${IS_STORED} ${beyond}
    ORDER BY id ${isBackwards ? "ASC" : "DESC"} LIMIT $2`;
  const { rows } = await readSteadily<FileRow>({ text, values: [workspaceId, limit + 1, ...(at === null ? [] : [at])] });
  const files = rows.slice(0, limit).map(storedFileOf);
  return { files: isBackwards ? files.reverse() : files, hasMore: rows.length > limit };
}

async function placeOf(workspaceId: string, fileId: string): Promise<string | null> {
  const text = "SELECT id FROM kept_file WHERE workspace_id = $1 AND file_id = $2";
  const { rows } = await readSteadily<{ id: string }>({ text, values: [workspaceId, isPossible(fileId) ? fileId : ""] });
  return rows[0]?.id ?? null;
}

/** Postgres has no text with a zero byte, so no file has such an id. */
function isPossible(fileId: string): boolean {
  return !fileId.includes("\0");
}
