import "server-only";
import { makeMailToken, ownerOfMailToken, spendMailToken } from "@/lib/auth/mail-token";
import { findPerson, type Person } from "@/lib/auth/users";
import { type Clock, systemClock } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { countAttempt } from "@/lib/limits/attempts";
import { log } from "@/lib/log";
import { verifyMail } from "@/lib/mail/account-mails";
import { sendMail } from "@/lib/mail/send";

/** Mails the verification link to somebody who just signed up. Never rejects: the account stays, and its page offers to send again. */
export async function sendVerification(userId: string): Promise<void> {
  try {
    const person = await findPerson(userId);
    if (person) await mailLink(person);
  } catch (error) {
    log.warn({ err: error, userId }, "a verification mail was not sent");
  }
}

/** The same at the person's wish: "wait" after several. Throws `upstream_unavailable` when the mail server fails. */
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

/** Follows a mailed link. Following it again is as good as once. */
export async function verifyEmail(text: string, clock: Clock = systemClock): Promise<"verified" | "invalid"> {
  return transaction(async (tx) => {
    const token = { text, purpose: "verify" as const, now: clock.now() };
    const userId = await spendMailToken(tx, token);
    if (userId) {
      await tx.user.updateMany({ where: { id: userId, emailVerifiedAt: null }, data: { emailVerifiedAt: token.now } });
      return "verified";
    }
    const owner = await ownerOfMailToken(tx, token);
    if (!owner) return "invalid";
    const { emailVerifiedAt } = await tx.user.findUniqueOrThrow({ where: { id: owner }, select: { emailVerifiedAt: true } });
    return emailVerifiedAt ? "verified" : "invalid";
  });
}

async function mailLink(person: Person): Promise<void> {
  const token = await transaction((tx) => makeMailToken(tx, { userId: person.id, purpose: "verify", now: systemClock.now() }));
  await sendMail(await verifyMail({ to: person.email, token }));
}
