import "server-only";
import { postgres } from "@/lib/platform/postgres";

/** What was done to one thing, and from where. `isProgram` is true for an act of a management key. */
export type AuditedAct = { id: string; at: Date; action: string; ip: string | null; isProgram: boolean };

const MOST = 50;

/** The newest acts on a target of a workspace, such as `key:<id>`, newest first. */
export async function listAudit(workspaceId: string, target: string): Promise<AuditedAct[]> {
  const { rows } = await postgres().query<AuditedAct>(
    `SELECT id, at, action, ip, after ? 'managementKey' AS "isProgram" FROM audit_entry
     WHERE workspace_id = $1 AND target = $2 ORDER BY id DESC LIMIT $3`,
    [workspaceId, target, MOST],
  );
  return rows;
}
