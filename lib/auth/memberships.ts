import "server-only";
import type { Queryable } from "@/lib/platform/postgres";

/**
 * Separates a person from other people. A workspace is the person's own if they are its only owner: there the others' memberships
 * end, elsewhere the person's. Returns both kinds of workspaces.
 */
export async function endMemberships(on: Queryable, userId: string): Promise<{ own: string[]; others: string[] }> {
  // All rows at once and in one order: two people may be members of each other's workspaces.
  await on.query(
    `SELECT FROM membership WHERE workspace_id IN (SELECT workspace_id FROM membership WHERE user_id = $1)
     ORDER BY workspace_id, user_id FOR UPDATE`,
    [userId],
  );
  const { rows } = await on.query<{ workspaceId: string; isOwn: boolean }>(
    `SELECT m.workspace_id AS "workspaceId", m.role = 'owner' AND NOT EXISTS (
       SELECT FROM membership other WHERE other.workspace_id = m.workspace_id AND other.user_id <> $1 AND other.role = 'owner'
     ) AS "isOwn" FROM membership m WHERE m.user_id = $1`,
    [userId],
  );
  const idsWhere = (isOwn: boolean) => rows.filter((row) => row.isOwn === isOwn).map((row) => row.workspaceId);
  const [own, others] = [idsWhere(true), idsWhere(false)];
  await on.query("DELETE FROM membership WHERE workspace_id = ANY ($1) AND user_id <> $2", [own, userId]);
  await on.query("DELETE FROM membership WHERE workspace_id = ANY ($1) AND user_id = $2", [others, userId]);
  return { own, others };
}
