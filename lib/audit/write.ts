import "server-only";
import type { AuditRecord } from "@/lib/audit/record";
import { newId } from "@/lib/basics/ids";
import type { Queryable } from "@/lib/platform/postgres";

/** As `recordAudit`, for what is done by plain SQL. */
export async function writeAudit(on: Queryable, record: AuditRecord): Promise<void> {
  const { actorUserId, workspaceId = null, ip = null, action, target, before = null, after = null } = record;
  await on.query(
    "INSERT INTO audit_entry (id, actor_user_id, workspace_id, ip, action, target, before, after) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    [newId(), actorUserId, workspaceId, ip, action, target, before && JSON.stringify(before), after && JSON.stringify(after)],
  );
}
