import "server-only";
import { SESSION_LIFETIME_SECONDS, type SessionClaims } from "@/lib/auth/session-token";
import { postgres, type Queryable } from "@/lib/platform/postgres";

/** Ends one session for good, for every copy of its cookie. False if it had already ended. */
export async function endSessionForGood(on: Queryable, { userId, sessionId }: SessionClaims): Promise<boolean> {
  if (!sessionId) return false;
  const { rowCount } = await on.query("INSERT INTO ended_session (id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
    sessionId,
    userId,
  ]);
  return rowCount === 1;
}

/** Drops sessions that no valid cookie can name: a session's newest cookie was made before the session ended. Returns the number. */
export async function dropEndedSessions(): Promise<number> {
  const { rowCount } = await postgres().query("DELETE FROM ended_session WHERE ended_at < now() - make_interval(secs => $1)", [
    SESSION_LIFETIME_SECONDS + 24 * 60 * 60,
  ]);
  return rowCount ?? 0;
}
