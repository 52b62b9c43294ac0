import "server-only";
import { postgres } from "@/lib/platform/postgres";
import { type Enforcement, strictest } from "@/lib/user-profiles/enforcement";
import { readStanding } from "@/lib/user-profiles/profile-book";

/** A workspace at an account where Anthropic limits it. */
export type LimitedWorkspace = Enforcement & { workspaceId: string; workspaceName: string | null; accountId: string };

/** An account that makes no user profiles at the moment. */
export type ProfileProblem = { accountId: string; isRefused: boolean; problem: string; notedAt: Date };

const MOST_LISTED = 200;

/** The limit that keeps the workspace from making calls; null if none does. */
export async function readLimit(workspaceId: string, now: Date): Promise<Enforcement | null> {
  return strictest((await readStanding(workspaceId)).open, now.getTime());
}

/** The limits that are open, the newest first; at most 200. */
export async function listLimitedWorkspaces(now: Date): Promise<LimitedWorkspace[]> {
  const { rows } = await postgres().query<LimitedWorkspace>(
    `SELECT e.workspace_id AS "workspaceId", w.name AS "workspaceName", e.account_id AS "accountId", e.action_id AS "actionId", e.type, e.reason,
       e.is_verifiable AS "isVerifiable", e.opened_at AS "openedAt", e.expires_at AS "expiresAt"
     FROM enforcement_action e LEFT JOIN workspace w ON w.id = e.workspace_id
     WHERE e.resolved_at IS NULL AND (e.expires_at IS NULL OR e.expires_at > $1)
     ORDER BY e.opened_at DESC LIMIT $2`,
    [now, MOST_LISTED],
  );
  return rows;
}

/** The accounts that make no user profiles at the moment, by id. */
export async function readProfileProblems(): Promise<Map<string, ProfileProblem>> {
  const { rows } = await postgres().query<ProfileProblem>(
    `SELECT account_id AS "accountId", is_refused AS "isRefused", problem, noted_at AS "notedAt" FROM profile_problem`,
  );
  return new Map(rows.map((row) => [row.accountId, row]));
}

/** How many workspaces the account knows by name. */
export async function countNamed(accountId: string): Promise<number> {
  const { rows } = await postgres().query<{ count: number }>(
    "SELECT count(*)::integer AS count FROM user_profile WHERE account_id = $1 AND profile_id IS NOT NULL",
    [accountId],
  );
  return rows[0]?.count ?? 0;
}
