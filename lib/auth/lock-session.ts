import "server-only";
import { AppError } from "@/lib/basics/errors";
import type { Queryable } from "@/lib/platform/postgres";

/**
 * Locks the sessions of a person until the transaction ends. A request that ends them all waits for it, and then sees what it
 * wrote. Throws `unauthenticated` if they were ended since the request was authenticated.
 */
export async function lockSession(on: Queryable, session: { userId: string; sessionVersion: number }): Promise<void> {
  const { rowCount } = await on.query('SELECT FROM "user" WHERE id = $1 AND session_version = $2 FOR SHARE', [
    session.userId,
    session.sessionVersion,
  ]);
  if (rowCount === 0) throw new AppError("unauthenticated", "Your session has ended. Nothing was done; sign in and send this again.");
}
