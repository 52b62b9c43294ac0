import "server-only";
import { timeOfId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";

/** The ids of the calls before and after a call in its workspace's list without filters; null where the list ends. */
export type CallNeighbours = { newer: string | null; older: string | null };

/** The id need not be one of the workspace's calls: the answer says nothing about others'. */
export async function readNeighbours(workspaceId: string, callId: string): Promise<CallNeighbours> {
  const side = (order: string, past: string) =>
    `(SELECT id FROM usage_event WHERE workspace_id = $1 AND (created_at, id) ${past} ($2, $3) AND NOT is_late
      ORDER BY created_at ${order}, id ${order} LIMIT 1)`;
  const { rows } = await postgres().query<CallNeighbours>({
    name: "read_neighbours",
    text: `SELECT ${side("ASC", ">")} AS newer, ${side("DESC", "<")} AS older`,
    values: [workspaceId, timeOfId(callId), callId],
  });
  return rows[0] ?? { newer: null, older: null };
}
