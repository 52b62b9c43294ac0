import { expect } from "vitest";
import { postgres } from "@/lib/platform/postgres";

export type AuditRow = {
  actorUserId: string | null;
  workspaceId: string | null;
  ip: string | null;
  action: string;
  target: string;
  before: object | null;
  after: object | null;
};

/** The audit lines of a target, oldest first. */
export async function auditRows(target: string): Promise<AuditRow[]> {
  const { rows } = await postgres().query<AuditRow>(
    `SELECT actor_user_id AS "actorUserId", workspace_id AS "workspaceId", ip, action, target, before, after
     FROM audit_entry WHERE target = $1 ORDER BY at, id`,
    [target],
  );
  return rows;
}

/** Expects exactly one line of this action on this target, with at least these fields. */
export async function expectAuditRow(line: Partial<AuditRow> & Pick<AuditRow, "action" | "target">): Promise<void> {
  const rows = (await auditRows(line.target)).filter(({ action }) => action === line.action);
  expect(rows).toMatchObject([line]);
}

/** The audit lines of a person, oldest first: `action from address`. */
export async function auditOf(userId: string): Promise<string[]> {
  return (await auditRows(`user:${userId}`)).map(({ action, ip }) => `${action} from ${ip}`);
}
