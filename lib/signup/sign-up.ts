import "server-only";
import { hashPassword, isRightPassword } from "@/lib/auth/password";
import type { SessionClaims } from "@/lib/auth/session-token";
import { findPersonByEmail, type Person } from "@/lib/auth/users";
import { type AttemptSubject, countAttempt } from "@/lib/limits/attempts";
import { signUpAgainMail } from "@/lib/mail/account-mails";
import { sendMailLater } from "@/lib/mail/send";
import { createAccount } from "@/lib/signup/create-account";
import { firstTimeZone } from "@/lib/signup/time-zone";
import { sendVerification } from "@/lib/signup/verify-email";

/** `timeZone` is what the browser says of itself, true or not. */
export type SignUp = AttemptSubject & { password: string; timeZone?: string };
export type SignUpOutcome = { kind: "signed_in"; session: SessionClaims } | { kind: "check_mail" } | { kind: "wait"; seconds: number };

/**
 * Makes an account and signs its owner in. With a taken address nothing is made and the owner gets a mail; the answer
 * then says "check your mail" and took as long. Who sends the form of an account of their own again is signed in.
 */
export async function signUp(form: SignUp): Promise<SignUpOutcome> {
  const attempt = await countAttempt("sign_up", form);
  if (attempt.kind === "wait") return attempt;
  const [known, timeZone] = await Promise.all([findPersonByEmail(form.email), firstTimeZone(form.timeZone)]);
  const account = known
    ? null
    : await createAccount({
        email: form.email,
        passwordHash: await hashPassword(form.password),
        emailVerifiedAt: null,
        role: "user",
        timeZone,
      });
  if (!account) return answerTaken(form, known ?? (await findPersonByEmail(form.email)));
  await attempt.succeeded();
  void sendVerification(account.session.userId);
  return { kind: "signed_in", session: account.session };
}

async function answerTaken(form: SignUp, owner: Person | null): Promise<SignUpOutcome> {
  const attempt = await countAttempt("sign_in", form);
  const isRight = await isRightPassword(form.password, (attempt.kind === "allowed" && owner?.passwordHash) || null);
  if (owner && isRight && attempt.kind === "allowed") {
    await attempt.succeeded();
    return { kind: "signed_in", session: { userId: owner.id, sessionVersion: owner.sessionVersion } };
  }
  const mail = await countAttempt("mail", form);
  if (mail.kind === "allowed") sendMailLater(await signUpAgainMail({ to: form.email }));
  return { kind: "check_mail" };
}
