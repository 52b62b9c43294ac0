import "server-only";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { postgres } from "@/lib/platform/postgres";

/** How somebody signed in. */
export type SessionStart = {
  userId: string;
  remoteAddress: string;
  by: "password" | "sign_up" | "mailed_link" | "github" | "google" | string;
};

/** Audits that somebody signed in, from where and how. */
export async function auditSessionStart({ userId, remoteAddress, by }: SessionStart): Promise<void> {
  await writeAudit(postgres(), { userId, ip: remoteAddress }, { action: "session.start", target: `user:${userId}`, after: { by } });
}

/** Audits a wrong password. The typed text is not stored: for an unknown address the line has only the network. */
export async function auditRefusedPassword({ userId, remoteAddress }: { userId: string | null; remoteAddress: string }): Promise<void> {
  const target = userId ? `user:${userId}` : "user:unknown";
  await writeAudit(postgres(), { ...SYSTEM_ACTOR, ip: remoteAddress }, { action: "session.refuse", target });
}
