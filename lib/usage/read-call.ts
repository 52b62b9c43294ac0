import "server-only";
import { AppError } from "@/lib/basics/errors";
import { timeOfId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { CALL_COLUMNS, type CallRow, callOfRow, type FinishedCall } from "@/lib/usage/call";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** A finished call of this workspace. Throws `not_found`, with the same text for a call that does not exist and for another workspace's. */
export async function readCall(workspaceId: string, id: string): Promise<FinishedCall> {
  const row = UUID.test(id) ? await readRow(workspaceId, id) : undefined;
  if (!row)
    throw new AppError("not_found", "There is no finished call with this id. A call that is still running has its receipt once it ends.");
  return callOfRow(row);
}

async function readRow(workspaceId: string, id: string): Promise<CallRow | undefined> {
  const { rows } = await postgres().query<CallRow>({
    name: "read_call",
    text: `SELECT ${CALL_COLUMNS} FROM finished_call WHERE workspace_id = $1 AND created_at = $2 AND id = $3`,
    values: [workspaceId, timeOfId(id), id],
  });
  return rows[0];
}
