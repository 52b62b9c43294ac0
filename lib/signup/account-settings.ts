import "server-only";
import { hashPassword, isRightPassword } from "@/lib/auth/password";
import type { SessionClaims } from "@/lib/auth/session-token";
import { endAllSessions, findPerson } from "@/lib/auth/users";
import { transaction } from "@/lib/db";
import { countAttempt } from "@/lib/limits/attempts";

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
  if (!(await isRightPassword(change.currentPassword, person.passwordHash))) return { kind: "wrong_password" };
  await attempt.succeeded();
  const passwordHash = await hashPassword(change.newPassword);
  const sessionVersion = await transaction(async (tx) => {
    await tx.user.update({ where: { id: person.id }, data: { passwordHash } });
    return endAllSessions(tx, person.id);
  });
  return { kind: "changed", session: { userId: person.id, sessionVersion } };
}

/** Ends every session of a person, this one too. */
export async function signOutEverywhere(userId: string): Promise<void> {
  await transaction((tx) => endAllSessions(tx, userId));
}
