import "server-only";
import { nanoFromCents } from "@/lib/basics/money";
import { paymentQuestionMail } from "@/lib/mail/payment-question-mail";
import type { JobPayloads } from "@/lib/platform/jobs";
import { sendMail } from "@/lib/platform/mailer";
import { database } from "@/lib/platform/prisma";
import type { QuestionKind } from "@/lib/topups/questions/question";

export type Finding = { kind: QuestionKind; status: string; amountCents: number | null; currency: string | null; topUpId: string };

/** Mails an admin that a payment is under question; without `userId`, as in older jobs, every admin. */
export async function mailQuestion({ eventId, userId }: JobPayloads["payment-question"]): Promise<void> {
  const event = await database().stripeEvent.findUnique({ where: { id: eventId } });
  if (!event?.workspaceId || event.state !== "open") return;
  const workspace = await database().workspace.findUniqueOrThrow({ where: { id: event.workspaceId } });
  const { kind, status, amountCents } = event.finding as Finding;
  const admins = await database().user.findMany({ where: { role: "admin", ...(userId && { id: userId }) }, select: { email: true } });
  for (const { email } of admins) {
    const amountNano = amountCents === null ? null : nanoFromCents(amountCents);
    await sendMail(
      await paymentQuestionMail({ to: email, workspaceName: workspace.name, kind, status, amountNano, isFrozen: event.froze }),
    );
  }
}
