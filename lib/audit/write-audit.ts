import "server-only";
import type { Actor } from "@/lib/audit/actor";
import { newId } from "@/lib/basics/ids";
import type { Queryable } from "@/lib/platform/postgres";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type AuditLine = {
  workspaceId?: string | null;
  /** What was done, as `noun.verb`: `price.publish`. */
  action: string;
  /** What it was done to, as `noun:id`. */
  target: string;
  before?: Record<string, Json> | null;
  after?: Record<string, Json> | null;
};

/**
 * Writes who did what, on the connection of the transaction that does it: neither exists without the other. Money is decimal
 * text; secrets are never included. A program has no user, so the line names its management key.
 */
export async function writeAudit(on: Queryable, actor: Actor, line: AuditLine): Promise<void> {
  const { workspaceId = null, action, target, before = null, after = null } = line;
  const afterAndKey = actor.managementKeyId === undefined ? after : { ...after, managementKey: actor.managementKeyId };
  await on.query(
    "INSERT INTO audit_entry (id, actor_user_id, workspace_id, ip, action, target, before, after) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    [
      newId(),
      actor.userId,
      workspaceId,
      actor.ip ?? null,
      action,
      target,
      before && JSON.stringify(before),
      afterAndKey && JSON.stringify(afterAndKey),
    ],
  );
}
