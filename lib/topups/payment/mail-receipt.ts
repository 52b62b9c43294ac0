import "server-only";
import { nanoFromCents } from "@/lib/basics/money";
import { readWallet } from "@/lib/ledger/wallet";
import { receiptMail } from "@/lib/mail/receipt-mail";
import { sendMail } from "@/lib/platform/mailer";
import { database } from "@/lib/platform/prisma";
import { readOrderOfId } from "@/lib/topups/orders/find-order";

/** Mails the receipt of a paid top-up. If the job is killed after sending, the mail is sent twice, but never not at all. */
export async function sendReceipt(topUpId: string): Promise<void> {
  const order = await readOrderOfId(topUpId);
  if (!order?.paidAt || !order.receiptEmail) return;
  const workspace = await database().workspace.findUniqueOrThrow({ where: { id: order.workspaceId } });
  const wallet = await readWallet(order.workspaceId);
  const mail = await receiptMail({
    to: order.receiptEmail,
    workspaceName: workspace.name,
    amountNano: nanoFromCents(order.amountCents),
    availableNano: wallet?.availableNano ?? null,
    paidAt: order.paidAt,
    reference: order.id,
    cardReceiptUrl: order.receiptUrl,
  });
  await sendMail(mail);
}
