import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { AppError } from "@/lib/basics/errors";
import { inTransaction, postgres, type Queryable } from "@/lib/platform/postgres";

/** A workspace whose tier an admin chose. `owner` is an address, null if nobody owns it. */
export type TierException = { workspaceId: string; name: string; owner: string | null; tierId: string };

const MOST = 200;
const OWNER = `(SELECT u.email FROM membership m JOIN "user" u ON u.id = m.user_id
  WHERE m.workspace_id = w.id AND m.role = 'owner' ORDER BY u.created_at LIMIT 1)`;

/** The exceptions by the names of the workspaces, 200 at most. */
export async function listTierExceptions(): Promise<TierException[]> {
  const { rows } = await postgres().query<TierException>(
    `SELECT w.id AS "workspaceId", w.name, ${OWNER} AS owner, chosen.tier_id AS "tierId"
     FROM workspace_tier chosen JOIN workspace w ON w.id = chosen.workspace_id ORDER BY w.name, w.id LIMIT ${MOST}`,
  );
  return rows;
}

/**
 * Gives a workspace a tier that it keeps, or with null the tier that its top-ups reach, and audits who did. `who` is the workspace's id or
 * its owner's address. Throws `not_found` with `who` as param for others, and for a tier that does not exist.
 */
export async function chooseTier(actor: PersonActor, who: string, tierId: string | null): Promise<void> {
  await inTransaction(async (on) => {
    const workspaceId = await findWorkspace(on, who.trim());
    if (!workspaceId) throw new AppError("not_found", "No workspace has this id or this owner.", { param: "who" });
    const { rows } = await on.query<{ before: string | null; isKnown: boolean }>(
      `SELECT (SELECT tier_id FROM workspace_tier WHERE workspace_id = $1) AS before,
         $2::text IS NULL OR EXISTS (SELECT FROM usage_tier WHERE id = $2) AS "isKnown"`,
      [workspaceId, tierId],
    );
    if (!rows[0]?.isKnown) throw new AppError("not_found", "There is no such tier.", { param: "tier" });
    await on.query("SELECT choose_tier($1, $2)", [workspaceId, tierId]);
    await writeAudit(on, actor, {
      workspaceId,
      action: "tier.choose",
      target: `workspace:${workspaceId}`,
      before: { tier: rows[0].before },
      after: { tier: tierId },
    });
  });
}

async function findWorkspace(on: Queryable, who: string): Promise<string | undefined> {
  const { rows } = await on.query<{ id: string }>(
    `SELECT id FROM workspace WHERE id::text = lower($1)
     UNION ALL
     SELECT m.workspace_id FROM membership m JOIN "user" u ON u.id = m.user_id WHERE u.email = lower($1) AND m.role = 'owner'
     LIMIT 1`,
    [who],
  );
  return rows[0]?.id;
}
