import "server-only";
import { inTransaction, postgres, type Queryable } from "@/lib/platform/postgres";
import type { CustomerDetails } from "@/lib/user-profiles/customer-details";
import { PROFILES_CHANNEL } from "@/lib/user-profiles/profile-book";

/** A workspace at an account. */
export type ProfileOf = { workspaceId: string; accountId: string };

/** Longer than a making may take, so that no second process makes the same profile. */
const CLAIM_MS = 30_000;
/** A profile that Claude does not know is made again at most once in this time. */
const REMADE_MS = 60_000;

export type Claim =
  /** This process makes it. `since`: an earlier attempt had no answer, and its profile may be there, made after this time. */
  | { kind: "claimed"; since: Date | null }
  | { kind: "made"; profileId: string }
  /** Another process makes it at the moment. */
  | { kind: "elsewhere" };

/** Asks for the right to make the profile. One process has it at a time. */
export async function claimProfile({ workspaceId, accountId }: ProfileOf, now: Date): Promise<Claim> {
  const { rows: claimed } = await postgres().query<{ askedAt: Date }>(
    `INSERT INTO user_profile AS p (workspace_id, account_id, asked_at, claimed_until, may_exist) VALUES ($1, $2, $3, $4, true)
     ON CONFLICT (workspace_id, account_id) DO UPDATE SET claimed_until = excluded.claimed_until, may_exist = true,
       asked_at = CASE WHEN p.may_exist THEN p.asked_at ELSE excluded.asked_at END
     WHERE p.profile_id IS NULL AND p.claimed_until <= excluded.asked_at
     RETURNING asked_at AS "askedAt"`,
    [workspaceId, accountId, now, new Date(now.getTime() + CLAIM_MS)],
  );
  const [claim] = claimed;
  if (claim) return { kind: "claimed", since: claim.askedAt < now ? claim.askedAt : null };
  const { rows } = await postgres().query<{ profileId: string | null }>(
    `SELECT profile_id AS "profileId" FROM user_profile WHERE workspace_id = $1 AND account_id = $2`,
    [workspaceId, accountId],
  );
  return rows[0]?.profileId ? { kind: "made", profileId: rows[0].profileId } : { kind: "elsewhere" };
}

/** Gives the right back without a profile. `mayExist`: the account may have made one and not said so. */
export async function releaseClaim({ workspaceId, accountId }: ProfileOf, { mayExist }: { mayExist: boolean }): Promise<void> {
  await postgres().query(
    `UPDATE user_profile SET claimed_until = '-infinity', may_exist = $3
     WHERE workspace_id = $1 AND account_id = $2 AND profile_id IS NULL`,
    [workspaceId, accountId, mayExist],
  );
}

/** Stores the profile that Claude made, with what Claude was told, and tells every process. */
export async function storeProfile({ workspaceId, accountId }: ProfileOf, profileId: string, told: CustomerDetails): Promise<void> {
  await inTransaction(async (on) => {
    await on.query(
      `UPDATE user_profile SET profile_id = $3, told_status = $4, told_email = $5, claimed_until = '-infinity', may_exist = false
       WHERE workspace_id = $1 AND account_id = $2 AND profile_id IS NULL`,
      [workspaceId, accountId, profileId, told.account_status, told.email_hash !== undefined],
    );
    await on.query("DELETE FROM profile_problem WHERE account_id = $1", [accountId]);
    await notifyOf(on, workspaceId);
  });
}

/**
 * Forgets a profile that the account does not know, so that it is made again. False if that happened within the last minute: the account
 * then does not know what it made itself. A profile that was replaced meanwhile counts as forgotten.
 */
export function forgetProfile({ workspaceId, accountId }: ProfileOf, profileId: string, now: Date): Promise<boolean> {
  return inTransaction(async (on) => {
    const { rows } = await on.query<{ profileId: string | null; remadeAt: Date | null }>(
      `SELECT profile_id AS "profileId", remade_at AS "remadeAt" FROM user_profile WHERE workspace_id = $1 AND account_id = $2 FOR UPDATE`,
      [workspaceId, accountId],
    );
    const [row] = rows;
    if (row?.profileId !== profileId) return true;
    if (row.remadeAt && now.getTime() - row.remadeAt.getTime() < REMADE_MS) return false;
    await on.query(
      `UPDATE user_profile SET profile_id = NULL, told_status = NULL, told_email = false, remade_at = $3, may_exist = false, claimed_until = '-infinity'
       WHERE workspace_id = $1 AND account_id = $2`,
      [workspaceId, accountId, now],
    );
    await notifyOf(on, workspaceId);
    return true;
  });
}

/** Notes what an account says when it makes no profiles, for the admin. */
export async function noteProblem(accountId: string, problem: { isRefused: boolean; text: string }, now: Date): Promise<void> {
  await postgres().query(
    `INSERT INTO profile_problem (account_id, is_refused, problem, noted_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (account_id) DO UPDATE SET is_refused = excluded.is_refused, problem = excluded.problem, noted_at = excluded.noted_at`,
    [accountId, problem.isRefused, problem.text, now],
  );
}

export async function notifyOf(on: Queryable, workspaceId: string): Promise<void> {
  await on.query("SELECT pg_notify($1, $2)", [PROFILES_CHANNEL, workspaceId]);
}
