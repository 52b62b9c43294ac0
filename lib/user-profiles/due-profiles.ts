import "server-only";
import { inTransaction, postgres } from "@/lib/platform/postgres";
import type { CustomerDetails } from "@/lib/user-profiles/customer-details";
import { notifyOf, type ProfileOf } from "@/lib/user-profiles/stored-profiles";

export type NamedProfile = { workspaceId: string; profileId: string };

const AT_ONCE = 100;
/** A workspace that called within this time, or made a key within a day, has its profiles before it calls again. */
const ACTIVE_DAYS = 30;

/** Workspaces that will call and have no profile at the account. */
export async function listUnnamed(accountId: string, now: Date): Promise<string[]> {
  const { rows } = await postgres().query<{ workspaceId: string }>(
    `SELECT DISTINCT k.workspace_id AS "workspaceId" FROM api_key k
     WHERE k.revoked_at IS NULL
       AND (k.last_used_at > $2::timestamptz - $3 * interval '1 day' OR k.created_at > $2::timestamptz - interval '1 day')
       AND NOT EXISTS (SELECT FROM user_profile p WHERE p.workspace_id = k.workspace_id AND p.account_id = $1 AND p.profile_id IS NOT NULL)
     LIMIT $4`,
    [accountId, now, ACTIVE_DAYS, AT_ONCE],
  );
  return rows.map(({ workspaceId }) => workspaceId);
}

/** Profiles whose workspace was stopped, or may call again, or has a verified address now, since Claude was told. */
export async function listChanged(accountId: string): Promise<NamedProfile[]> {
  const { rows } = await postgres().query<NamedProfile>(
    `SELECT p.workspace_id AS "workspaceId", p.profile_id AS "profileId"
     FROM user_profile p JOIN wallet b ON b.workspace_id = p.workspace_id
     WHERE p.account_id = $1 AND p.profile_id IS NOT NULL
       AND ((p.told_status = 'suspended') IS DISTINCT FROM (b.is_frozen OR b.is_questioned)
         OR NOT p.told_email AND EXISTS (
           SELECT FROM membership m JOIN "user" u ON u.id = m.user_id
           WHERE m.workspace_id = p.workspace_id AND m.role = 'owner' AND u.email_verified_at IS NOT NULL))
     LIMIT $2`,
    [accountId, AT_ONCE],
  );
  return rows;
}

/** Profiles of workspaces that do not exist any more. */
export async function listOrphaned(accountId: string): Promise<NamedProfile[]> {
  const { rows } = await postgres().query<NamedProfile>(
    `SELECT p.workspace_id AS "workspaceId", p.profile_id AS "profileId" FROM user_profile p
     WHERE p.account_id = $1 AND p.profile_id IS NOT NULL AND NOT EXISTS (SELECT FROM workspace w WHERE w.id = p.workspace_id)
     LIMIT $2`,
    [accountId, AT_ONCE],
  );
  return rows;
}

/** Notes what Claude was told. */
export async function noteTold({ workspaceId, accountId }: ProfileOf, told: CustomerDetails): Promise<void> {
  await postgres().query("UPDATE user_profile SET told_status = $3, told_email = $4 WHERE workspace_id = $1 AND account_id = $2", [
    workspaceId,
    accountId,
    told.account_status,
    told.email_hash !== undefined,
  ]);
}

export async function removeProfile({ workspaceId, accountId }: ProfileOf): Promise<void> {
  await postgres().query("DELETE FROM user_profile WHERE workspace_id = $1 AND account_id = $2", [workspaceId, accountId]);
}

/**
 * Forgets the profiles at accounts that the operator deleted, and ends the limits that were placed there: nobody could ask any more whether
 * they are lifted. Returns how many profiles.
 */
export async function dropGoneAccounts(now: Date): Promise<number> {
  const gone = `account_id <> 'environment' AND NOT EXISTS (SELECT FROM upstream_account a WHERE a.id::text = account_id)`;
  const { rows } = await postgres().query<ProfileOf>(
    `SELECT workspace_id AS "workspaceId", account_id AS "accountId" FROM user_profile WHERE ${gone} LIMIT $1`,
    [AT_ONCE],
  );
  for (const { workspaceId, accountId } of rows) {
    await inTransaction(async (on) => {
      await on.query("DELETE FROM user_profile WHERE workspace_id = $1 AND account_id = $2", [workspaceId, accountId]);
      await on.query("UPDATE enforcement_action SET resolved_at = $3 WHERE workspace_id = $1 AND account_id = $2 AND resolved_at IS NULL", [
        workspaceId,
        accountId,
        now,
      ]);
      await notifyOf(on, workspaceId);
    });
  }
  await postgres().query(`DELETE FROM profile_problem WHERE ${gone}`);
  return rows.length;
}

/** Whether the account refused user profiles so lately that it is not asked again yet. */
export async function isLeftAlone(accountId: string, now: Date): Promise<boolean> {
  const { rowCount } = await postgres().query(
    "SELECT FROM profile_problem WHERE account_id = $1 AND is_refused AND noted_at > $2::timestamptz - interval '10 minutes'",
    [accountId, now],
  );
  return rowCount === 1;
}
