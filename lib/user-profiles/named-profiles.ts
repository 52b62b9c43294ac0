import "server-only";
import { postgres } from "@/lib/platform/postgres";
import type { NamedProfile } from "@/lib/user-profiles/due-profiles";
import type { ProfileOf } from "@/lib/user-profiles/stored-profiles";

/** Whose profiles these are, of one account. */
export async function profilesNamed(accountId: string, profileIds: readonly string[]): Promise<NamedProfile[]> {
  const { rows } = await postgres().query<NamedProfile>(
    `SELECT workspace_id AS "workspaceId", profile_id AS "profileId" FROM user_profile WHERE profile_id = ANY ($2) AND account_id = $1`,
    [accountId, profileIds],
  );
  return rows;
}

/** Profiles of one account with an open limit. */
export async function listLimited(accountId: string): Promise<NamedProfile[]> {
  const { rows } = await postgres().query<NamedProfile>(
    `SELECT DISTINCT p.workspace_id AS "workspaceId", p.profile_id AS "profileId"
     FROM enforcement_action e JOIN user_profile p ON p.workspace_id = e.workspace_id AND p.account_id = e.account_id
     WHERE e.account_id = $1 AND e.resolved_at IS NULL AND p.profile_id IS NOT NULL`,
    [accountId],
  );
  return rows;
}

/** Whose profile this is. Accounts of one organisation may share it. */
export async function findProfiles(profileId: string): Promise<ProfileOf[]> {
  const { rows } = await postgres().query<ProfileOf>(
    `SELECT workspace_id AS "workspaceId", account_id AS "accountId" FROM user_profile WHERE profile_id = $1`,
    [profileId],
  );
  return rows;
}
