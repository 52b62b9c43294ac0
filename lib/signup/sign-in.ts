import "server-only";
import { isRightPassword } from "@/lib/auth/password";
import type { SessionClaims } from "@/lib/auth/session-token";
import { findPersonByEmail } from "@/lib/auth/users";
import { auditRefusedPassword, auditSessionStart } from "@/lib/signup/session-audit";
import { type AttemptSubject, countAttempt } from "@/lib/throttle/attempts";

export type SignInOutcome = { kind: "signed_in"; session: SessionClaims } | { kind: "refused" } | { kind: "wait"; seconds: number };

/** Signs in with a password. A wrong one and an unknown address give the same answer after the same time. */
export async function signIn(form: AttemptSubject & { password: string }): Promise<SignInOutcome> {
  const attempt = await countAttempt("sign_in", form);
  if (attempt.kind === "wait") return attempt;
  const person = await findPersonByEmail(form.email);
  const isRight = await isRightPassword(form.password, person?.passwordHash ?? null);
  if (!person || !isRight) {
    await auditRefusedPassword({ userId: person?.id ?? null, remoteAddress: form.remoteAddress });
    return { kind: "refused" };
  }
  await attempt.succeeded();
  await auditSessionStart({ userId: person.id, remoteAddress: form.remoteAddress, by: "password" });
  return { kind: "signed_in", session: { userId: person.id, sessionVersion: person.sessionVersion } };
}
