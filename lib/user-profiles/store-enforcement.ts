import "server-only";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { enqueue, enqueueForAdmins } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { inTransaction, postgres, type Queryable } from "@/lib/platform/postgres";
import type { Enforcement } from "@/lib/user-profiles/enforcement";
import { notifyOf, type ProfileOf } from "@/lib/user-profiles/stored-profiles";

/** The limits that Claude reported, and the moment at which that reading began, by the clock of Postgres. */
export type EnforcementReading = { readAt: Date; open: readonly Enforcement[] };

/** Ask for it before the reading begins. */
export async function readingTime(): Promise<Date> {
  const { rows } = await postgres().query<{ at: Date }>("SELECT clock_timestamp() AS at");
  return rows[0]?.at as Date;
}

/**
 * Stores which limits are open, tells every process, and enqueues a mail to each owner and admin about each that was placed or lifted.
 * A reading that began before the last stored one changes nothing. Returns whether anything changed.
 */
export function storeEnforcement(of: ProfileOf, { readAt, open }: EnforcementReading): Promise<boolean> {
  const { workspaceId, accountId } = of;
  return inTransaction(async (on) => {
    const { rowCount } = await on.query(
      "UPDATE user_profile SET checked_at = $3 WHERE workspace_id = $1 AND account_id = $2 AND checked_at < $3",
      [workspaceId, accountId, readAt],
    );
    if (rowCount !== 1) return false;
    const opened: string[] = [];
    let isChanged = false;
    for (const each of open) {
      const stored = await openAction(on, of, each, readAt);
      isChanged ||= stored !== null;
      if (stored?.isNew) opened.push(each.actionId);
    }
    const { rows: resolved } = await on.query<{ id: string }>(
      `UPDATE enforcement_action SET resolved_at = $3
       WHERE workspace_id = $1 AND account_id = $2 AND resolved_at IS NULL AND action_id <> ALL ($4) RETURNING action_id AS id`,
      [workspaceId, accountId, readAt, open.map(({ actionId }) => actionId)],
    );
    for (const actionId of opened) await announce(on, of, { actionId, isOpen: true });
    for (const { id } of resolved) await announce(on, of, { actionId: id, isOpen: false });
    isChanged ||= resolved.length > 0;
    if (isChanged) await notifyOf(on, workspaceId);
    return isChanged;
  });
}

/** Null if it is stored as it is; `isNew` also if it was lifted and is open again. */
async function openAction(on: Queryable, of: ProfileOf, each: Enforcement, readAt: Date): Promise<{ isNew: boolean } | null> {
  const { workspaceId, accountId } = of;
  const { actionId, type, reason, isVerifiable, openedAt, expiresAt } = each;
  const { rows } = await on.query<{ isNew: boolean }>(
    `WITH before AS (SELECT resolved_at FROM enforcement_action WHERE workspace_id = $1 AND account_id = $2 AND action_id = $3)
     INSERT INTO enforcement_action
       (workspace_id, account_id, action_id, type, reason, is_verifiable, opened_at, expires_at, noticed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (workspace_id, account_id, action_id) DO UPDATE
       SET is_verifiable = excluded.is_verifiable, expires_at = excluded.expires_at, resolved_at = NULL
       WHERE (enforcement_action.is_verifiable, enforcement_action.expires_at, enforcement_action.resolved_at)
         IS DISTINCT FROM (excluded.is_verifiable, excluded.expires_at, NULL::timestamptz)
     RETURNING NOT EXISTS (SELECT FROM before WHERE resolved_at IS NULL) AS "isNew"`,
    [workspaceId, accountId, actionId, type, reason, isVerifiable, openedAt, expiresAt, readAt],
  );
  return rows[0] ?? null;
}

async function announce(on: Queryable, { workspaceId, accountId }: ProfileOf, what: { actionId: string; isOpen: boolean }): Promise<void> {
  const { actionId, isOpen } = what;
  const action = isOpen ? "enforcement.open" : "enforcement.resolve";
  await writeAudit(on, SYSTEM_ACTOR, { workspaceId, action, target: `enforcement:${actionId}`, after: { account: accountId } });
  const payload = { workspaceId, accountId, actionId, isOpen };
  const key = `${action}:${actionId}`;
  const { rows: owners } = await on.query<{ userId: string }>(
    `SELECT user_id AS "userId" FROM membership WHERE workspace_id = $1 AND role = 'owner'`,
    [workspaceId],
  );
  // A job for each person: when one address is refused, the others still get their mail, and get it once.
  for (const { userId } of owners)
    await enqueue(on, "enforcement", { ...payload, userId, isAdmin: false }, { key: `${key}:owner:${userId}` });
  await enqueueForAdmins(on, "enforcement", { ...payload, isAdmin: true }, { key: `${key}:admin` });
  log.warn(
    { event: "profiles.enforcement_changed", workspaceId, accountId, actionId, isOpen },
    "Anthropic placed or lifted a limit on a workspace",
  );
}
