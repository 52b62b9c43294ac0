import "server-only";
import { SESSION_LIFETIME_SECONDS, type SessionClaims } from "@/lib/auth/session-token";
import { postgres, type Queryable } from "@/lib/platform/postgres";

/** Ends one session for good, on every device that holds a copy of its cookie. False when it was ended before. */
export async function endSessionForGood(on: Queryable, { userId, sessionId }: SessionClaims): Promise<boolean> {
  if (!sessionId) return false;
  const { rowCount } = await on.query("INSERT INTO ended_session (id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
    sessionId,
    userId,
  ]);
  return rowCount === 1;
}

/** Drops what no cookie can name any more: the newest cookie of a session was made before it ended. Returns the number. */
export async function dropEndedSessions(): Promise<number> {
  const { rowCount } = await postgres().query("DELETE FROM ended_session WHERE ended_at < now() - make_interval(secs => $1)", [
    SESSION_LIFETIME_SECONDS + 24 * 60 * 60,
  ]);
  return rowCount ?? 0;
}
