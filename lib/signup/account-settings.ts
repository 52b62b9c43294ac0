import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { hashPassword, isRightPassword } from "@/lib/auth/password";
import type { SessionClaims } from "@/lib/auth/session-token";
import { endAllSessions, findPerson } from "@/lib/auth/users";
import { transaction } from "@/lib/platform/prisma";
import { noteRefusedPassword } from "@/lib/signup/noted-session";
import { countAttempt } from "@/lib/throttle/attempts";

export type PasswordChange = { userId: string; currentPassword: string; newPassword: string; remoteAddress: string };
export type PasswordChangeOutcome =
  | { kind: "changed"; session: SessionClaims }
  | { kind: "wrong_password" }
  | { kind: "wait"; seconds: number };

/** Changes the password of a signed-in person and ends all sessions but the one that this answer is for. */
export async function changePassword(change: PasswordChange): Promise<PasswordChangeOutcome> {
  const person = await findPerson(change.userId);
  if (!person) return { kind: "wrong_password" };
  const attempt = await countAttempt("sign_in", { email: person.email, remoteAddress: change.remoteAddress });
  if (attempt.kind === "wait") return attempt;
  if (!(await isRightPassword(change.currentPassword, person.passwordHash))) {
    await noteRefusedPassword({ userId: person.id, remoteAddress: change.remoteAddress });
    return { kind: "wrong_password" };
  }
  await attempt.succeeded();
  const passwordHash = await hashPassword(change.newPassword);
  const sessionVersion = await transaction(async (tx) => {
    await tx.user.update({ where: { id: person.id }, data: { passwordHash } });
    await recordAudit(tx, { actorUserId: person.id, ip: change.remoteAddress, action: "password.change", target: `user:${person.id}` });
    return endAllSessions(tx, person.id);
  });
  return { kind: "changed", session: { userId: person.id, sessionVersion } };
}

/** Ends every session of a person, this one too. */
export async function signOutEverywhere(userId: string, remoteAddress: string): Promise<void> {
  await transaction(async (tx) => {
    await recordAudit(tx, { actorUserId: userId, ip: remoteAddress, action: "session.end_all", target: `user:${userId}` });
    await endAllSessions(tx, userId);
  });
}
