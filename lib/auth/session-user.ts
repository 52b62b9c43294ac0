import "server-only";
import type { SessionClaims } from "@/lib/auth/session-token";
import { readSteadily } from "@/lib/platform/postgres";

export type CurrentWorkspace = { id: string; name: string; timeZone: string; role: "owner" | "admin" | "member" };
export type CurrentUser = {
  id: string;
  email: string;
  name: string | null;
  role: "user" | "admin";
  /** All valid sessions of this person have this version. Ending them raises it. */
  sessionVersion: number;
  isEmailVerified: boolean;
  /** False for a person who has only signed in through GitHub or Google. */
  hasPassword: boolean;
  workspace: CurrentWorkspace;
};

type Row = {
  id: string;
  email: string;
  name: string | null;
  role: CurrentUser["role"];
  session_version: number;
  is_email_verified: boolean;
  has_password: boolean;
  workspace_id: string;
  workspace_name: string;
  time_zone: string;
  workspace_role: CurrentWorkspace["role"];
};

/**
 * The person of a session; null if the session has ended. It is one query by primary keys without a cache, so a sign-out
 * takes effect at the next request.
 */
export async function readSessionUser(claims: SessionClaims): Promise<CurrentUser | null> {
  const { rows } = await readSteadily<Row>({
    name: "session_user",
    text: `SELECT u.id, u.email, u.name, u.role, u.session_version, u.email_verified_at IS NOT NULL AS is_email_verified, u.password_hash IS NOT NULL AS has_password,
                  w.id AS workspace_id, w.name AS workspace_name, w.time_zone, m.role AS workspace_role
           FROM "user" u JOIN membership m ON m.user_id = u.id JOIN workspace w ON w.id = m.workspace_id
           WHERE u.id = $1 AND u.session_version = $2 AND NOT EXISTS (SELECT FROM ended_session WHERE id = $3)
           ORDER BY m.created_at, w.id LIMIT 1`,
    values: [claims.userId, claims.sessionVersion, claims.sessionId ?? null],
  });
  const row = rows[0];
  if (!row) return null;
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    sessionVersion: row.session_version,
    isEmailVerified: row.is_email_verified,
    hasPassword: row.has_password,
    workspace: { id: row.workspace_id, name: row.workspace_name, timeZone: row.time_zone, role: row.workspace_role },
  };
}
