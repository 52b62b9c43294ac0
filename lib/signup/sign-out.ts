import "server-only";
import { writeAudit } from "@/lib/audit/write-audit";
import { endSessionForGood } from "@/lib/auth/ended-session";
import type { SessionClaims } from "@/lib/auth/session-token";
import { inTransaction } from "@/lib/platform/postgres";

/** Ends the session of one browser, also for every copy of its cookie, and audits it. A repeat writes nothing. */
export async function signOut(session: SessionClaims, remoteAddress: string): Promise<void> {
  await inTransaction(async (on) => {
    if (!(await endSessionForGood(on, session))) return;
    const { userId } = session;
    await writeAudit(on, { userId, ip: remoteAddress }, { action: "session.end", target: `user:${userId}` });
  });
}
