import "server-only";
import { writeAudit } from "@/lib/audit/write-audit";
import { isLiveMailToken, makeMailToken, ownerOfMailToken, spendMailToken } from "@/lib/auth/mail-token";
import { hashPassword } from "@/lib/auth/password";
import { endAllSessions, findPersonByEmail, lockEmailProof, setPassword } from "@/lib/auth/users";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { resetMail } from "@/lib/mail/sign-in-mails";
import { log } from "@/lib/platform/log";
import { sendMail } from "@/lib/platform/mailer";
import { inTransaction } from "@/lib/platform/postgres";
import { handOverUser } from "@/lib/signup/hand-over-user";
import { type AttemptSubject, countAttempt } from "@/lib/throttle/attempts";

/** Mails a link for a new password if the address is known. The answer is the same if it is not. */
export async function requestPasswordReset(form: AttemptSubject): Promise<{ kind: "check_mail" } | { kind: "wait"; seconds: number }> {
  const attempt = await countAttempt("mail", form);
  if (attempt.kind === "wait") return attempt;
  // Not awaited, so that the time of the answer shows nothing either.
  mailLink(form.email).catch((error) => log.warn({ event: "mail.reset_unsent", err: error }, "a reset mail was not sent"));
  return { kind: "check_mail" };
}

/**
 * Sets the new password and ends every session. "invalid" if the token is unknown, used or older than half an hour.
 * If this is the first proof of the address, it also ends what was made under it (see handOverUser).
 */
export async function resetPassword(
  form: { token: string; password: string; remoteAddress: string },
  clock: Clock = systemClock,
): Promise<"done" | "invalid"> {
  // Checked first, so that invented tokens cause no hashing.
  if (!(await ownerOfMailToken({ text: form.token, purpose: "reset" }))) return "invalid";
  const passwordHash = await hashPassword(form.password);
  return inTransaction(async (on) => {
    const now = clock.now();
    const userId = await spendMailToken(on, { text: form.token, purpose: "reset", now });
    if (!userId) return "invalid";
    const { emailVerifiedAt } = await lockEmailProof(on, userId);
    const { remoteAddress } = form;
    await writeAudit(on, { userId, ip: remoteAddress }, { action: "password.reset", target: `user:${userId}` });
    if (!emailVerifiedAt) {
      await handOverUser(on, userId, { now, passwordHash, by: "reset", remoteAddress });
      return "done";
    }
    await setPassword(on, userId, passwordHash);
    await endAllSessions(on, userId);
    return "done";
  });
}

/** Whether a mailed link would be accepted now. */
export function isResetLinkLive(token: string, clock: Clock = systemClock): Promise<boolean> {
  return isLiveMailToken({ text: token, purpose: "reset", now: clock.now() });
}

async function mailLink(email: string): Promise<void> {
  const person = await findPersonByEmail(email);
  if (!person) return;
  const token = await makeMailToken({ userId: person.id, purpose: "reset", now: systemClock.now() });
  await sendMail(await resetMail({ to: person.email, token }));
}
