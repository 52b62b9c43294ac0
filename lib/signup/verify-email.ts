import "server-only";
import { isLiveMailToken, makeMailToken, ownerOfMailToken, spendMailToken } from "@/lib/auth/mail-token";
import { isRightPassword } from "@/lib/auth/password";
import type { SessionClaims } from "@/lib/auth/session-token";
import { findPerson, noteEmailProven, type Person } from "@/lib/auth/users";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { verifyMail } from "@/lib/mail/sign-in-mails";
import { log } from "@/lib/platform/log";
import { sendMail } from "@/lib/platform/mailer";
import { inTransaction } from "@/lib/platform/postgres";
import { auditRefusedPassword, auditSessionStart } from "@/lib/signup/session-audit";
import { countAttempt } from "@/lib/throttle/attempts";

/** Mails the verification link to somebody who has just signed up. Never rejects: the person stays, and their page can send it again. */
export async function sendVerification(userId: string, remoteAddress: string): Promise<void> {
  try {
    const person = await findPerson(userId);
    if (!person) return;
    // Anybody can type any address, so this mail counts like every other mail to a stranger.
    const attempt = await countAttempt("mail", { email: person.email, remoteAddress });
    if (attempt.kind === "allowed") await mailLink(person);
    else log.warn({ event: "mail.verification_limited", userId }, "a verification mail was not sent: too many went from this network");
  } catch (error) {
    log.warn({ event: "mail.verification_unsent", err: error, userId }, "a verification mail was not sent");
  }
}

/** Sends the link again on request: "wait" after several. Throws `upstream_unavailable` if the mail server fails. */
export async function sendVerificationAgain(
  userId: string,
  remoteAddress: string,
): Promise<"sent" | "already_verified" | { waitSeconds: number }> {
  const person = await findPerson(userId);
  if (!person || person.emailVerifiedAt) return "already_verified";
  const attempt = await countAttempt("mail", { email: person.email, remoteAddress });
  if (attempt.kind === "wait") return { waitSeconds: attempt.seconds };
  await mailLink(person);
  return "sent";
}

export type Verification = { kind: "verified" } | { kind: "invalid" } | { kind: "password_needed"; email: string };

/**
 * Handles the opening of a mailed link. In a session of that person it verifies the address, since the same person typed the
 * address and reads its mail. Everybody else, such as a mail scanner, is asked for the password, and nothing changes.
 */
export async function openVerification(
  link: { token: string; openedBy: string | null },
  clock: Clock = systemClock,
): Promise<Verification> {
  const token = { text: link.token, purpose: "verify" as const, now: clock.now() };
  const owner = await ownerOfMailToken(token);
  const person = owner && (await findPerson(owner));
  if (!person) return { kind: "invalid" };
  if (person.emailVerifiedAt) return { kind: "verified" };
  if (owner === link.openedBy) return { kind: (await confirm(token)) || (await isVerified(owner)) ? "verified" : "invalid" };
  return (await isLiveMailToken(token)) ? { kind: "password_needed", email: person.email } : { kind: "invalid" };
}

export type VerificationForm = { token: string; password: string; remoteAddress: string };
export type ConfirmedVerification =
  | { kind: "signed_in"; session: SessionClaims }
  | { kind: "refused" | "expired" }
  | { kind: "wait"; seconds: number };

/** The same with the person's password, which proves that the owner of the mailbox signed up. Also signs them in. */
export async function verifyWithPassword(form: VerificationForm, clock: Clock = systemClock): Promise<ConfirmedVerification> {
  const { remoteAddress } = form;
  const token = { text: form.token, purpose: "verify" as const, now: clock.now() };
  const owner = await ownerOfMailToken(token);
  const person = owner && (await isLiveMailToken(token)) ? await findPerson(owner) : null;
  // Checked first, so that invented tokens cause no password check.
  if (!person) return { kind: "expired" };
  const attempt = await countAttempt("sign_in", { email: person.email, remoteAddress });
  if (attempt.kind === "wait") return attempt;
  if (!(await isRightPassword(form.password, person.passwordHash))) {
    await auditRefusedPassword({ userId: person.id, remoteAddress });
    return { kind: "refused" };
  }
  await attempt.succeeded();
  if (!(await confirm(token))) return { kind: "expired" };
  await auditSessionStart({ userId: person.id, remoteAddress, by: "mailed_link" });
  return { kind: "signed_in", session: { userId: person.id, sessionVersion: person.sessionVersion } };
}

/** True if a second window was faster. */
async function isVerified(userId: string): Promise<boolean> {
  return Boolean((await findPerson(userId))?.emailVerifiedAt);
}

function confirm(token: { text: string; purpose: "verify"; now: Date }): Promise<boolean> {
  return inTransaction(async (on) => {
    const userId = await spendMailToken(on, token);
    if (!userId) return false;
    await noteEmailProven(on, userId, token.now);
    return true;
  });
}

async function mailLink(person: Person): Promise<void> {
  const token = await makeMailToken({ userId: person.id, purpose: "verify", now: systemClock.now() });
  await sendMail(await verifyMail({ to: person.email, token }));
}
