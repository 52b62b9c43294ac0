import "server-only";
import { hashPassword, isRightPassword } from "@/lib/auth/password";
import type { SessionClaims } from "@/lib/auth/session-token";
import { findPersonByEmail, type Person } from "@/lib/auth/users";
import { signUpAgainMail } from "@/lib/mail/sign-in-mails";
import { sendMailLater } from "@/lib/platform/mailer";
import { auditSessionStart } from "@/lib/signup/session-audit";
import { signUpPerson } from "@/lib/signup/sign-up-person";
import { firstTimeZone } from "@/lib/signup/time-zone";
import { sendVerification } from "@/lib/signup/verify-email";
import { type AttemptSubject, countAttempt } from "@/lib/throttle/attempts";
import { countSignUp } from "@/lib/throttle/sign-ups";

/** `timeZone` is reported by the browser, and not trusted. */
export type SignUp = AttemptSubject & { password: string; timeZone?: string };
export type SignUpOutcome = { kind: "signed_in"; session: SessionClaims } | { kind: "check_mail" } | { kind: "wait"; seconds: number };

/**
 * Makes a person and signs them in. If the address is taken, nothing is made and the owner gets a mail: the answer says
 * "check your mail" after the same time. An owner who sends the form again with the right password is signed in.
 */
export async function signUp(form: SignUp): Promise<SignUpOutcome> {
  const attempt = await countAttempt("sign_up", form);
  if (attempt.kind === "wait") return attempt;
  const [known, timeZone] = await Promise.all([findPersonByEmail(form.email), firstTimeZone(form.timeZone)]);
  if (known) return answerTaken(form, known);
  const counted = await countSignUp(form.remoteAddress);
  if (counted.kind === "wait") return counted;
  const passwordHash = await hashPassword(form.password);
  const signedUp = await signUpPerson({ email: form.email, passwordHash, emailVerifiedAt: null, role: "user", timeZone });
  if (!signedUp) {
    await counted.notMade();
    return answerTaken(form, await findPersonByEmail(form.email));
  }
  await attempt.succeeded();
  const { userId } = signedUp.session;
  await auditSessionStart({ userId, remoteAddress: form.remoteAddress, by: "sign_up" });
  void sendVerification(userId, form.remoteAddress);
  return { kind: "signed_in", session: signedUp.session };
}

async function answerTaken(form: SignUp, owner: Person | null): Promise<SignUpOutcome> {
  const attempt = await countAttempt("sign_in", form);
  const isRight = await isRightPassword(form.password, (attempt.kind === "allowed" && owner?.passwordHash) || null);
  if (owner && isRight && attempt.kind === "allowed") {
    await attempt.succeeded();
    await auditSessionStart({ userId: owner.id, remoteAddress: form.remoteAddress, by: "sign_up" });
    return { kind: "signed_in", session: { userId: owner.id, sessionVersion: owner.sessionVersion } };
  }
  const mail = await countAttempt("mail", form);
  if (mail.kind === "allowed") sendMailLater(await signUpAgainMail({ to: form.email }));
  return { kind: "check_mail" };
}
