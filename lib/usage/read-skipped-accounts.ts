import "server-only";
import { timeOfId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";

/** An account that was skipped for a call: it failed, was cooling down because of `label`, or could not do what was asked. */
export type CallSkippedAccount = { upstream: string; why: "failover" | "cooling" | "refused"; label: string };

/** The accounts that were skipped before the one that answered a finished call. None for nearly every call. */
export async function readSkippedAccounts(workspaceId: string, callId: string): Promise<CallSkippedAccount[]> {
  const { rows } = await postgres().query<CallSkippedAccount>({
    name: "read_moves",
    text: `SELECT upstream, why, label FROM usage_move WHERE workspace_id = $1 AND created_at = $2 AND call_id = $3 ORDER BY position`,
    values: [workspaceId, timeOfId(callId), callId],
  });
  return rows;
}
