import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { hashPassword, isRightPassword } from "@/lib/auth/password";
import type { SessionClaims } from "@/lib/auth/session-token";
import { endAllSessions, findPerson, setPassword } from "@/lib/auth/users";
import { inTransaction } from "@/lib/platform/postgres";
import { auditRefusedPassword } from "@/lib/signup/session-audit";
import { countAttempt } from "@/lib/throttle/attempts";

export type PasswordChange = { userId: string; currentPassword: string; newPassword: string; remoteAddress: string };
export type PasswordChangeOutcome =
  | { kind: "changed"; session: SessionClaims }
  | { kind: "wrong_password" }
  | { kind: "wait"; seconds: number };

/** Changes the password of a signed-in person and ends all their sessions except the current one. */
export async function changePassword(change: PasswordChange): Promise<PasswordChangeOutcome> {
  const person = await findPerson(change.userId);
  if (!person) return { kind: "wrong_password" };
  const attempt = await countAttempt("sign_in", { email: person.email, remoteAddress: change.remoteAddress });
  if (attempt.kind === "wait") return attempt;
  if (!(await isRightPassword(change.currentPassword, person.passwordHash))) {
    await auditRefusedPassword({ userId: person.id, remoteAddress: change.remoteAddress });
    return { kind: "wrong_password" };
  }
  await attempt.succeeded();
  const passwordHash = await hashPassword(change.newPassword);
  const actor = { userId: person.id, ip: change.remoteAddress };
  const sessionVersion = await inTransaction(async (on) => {
    await setPassword(on, person.id, passwordHash);
    await writeAudit(on, actor, { action: "password.change", target: `user:${person.id}` });
    return endAllSessions(on, person.id);
  });
  return { kind: "changed", session: { userId: person.id, sessionVersion } };
}

/** Ends every session of a person, the current one too. */
export async function signOutEverywhere(actor: PersonActor): Promise<void> {
  await inTransaction(async (on) => {
    await writeAudit(on, actor, { action: "session.end_all", target: `user:${actor.userId}` });
    await endAllSessions(on, actor.userId);
  });
}
