import "server-only";
import { nanoFromCents } from "@/lib/basics/money";
import { listRefundable, type RefundablePayment } from "@/lib/topups/refunds/read-refunds";
import { readOwnerDays } from "@/lib/topups/refunds/refund-rule";

const DAY_MS = 86_400_000;
/** How long a payment with a refund stays listed after the owner's window. */
const SHOWN_DAYS = 90;

/** What Billing shows of refunds. `days`: the owner's window. `canAsk`: the owner may ask for what is unused of this payment now. */
export type OwnRefunds = { days: number; payments: (RefundablePayment & { canAsk: boolean })[] };

export async function readOwnRefunds(workspaceId: string, now: Date): Promise<OwnRefunds> {
  const days = await readOwnerDays();
  const since = new Date(now.getTime() - Math.max(days, SHOWN_DAYS) * DAY_MS);
  const listed = await listRefundable(workspaceId, since);
  const payments = listed.map((payment) => {
    const isInWindow = now.getTime() - payment.paidAt.getTime() <= days * DAY_MS;
    return { ...payment, canAsk: isInWindow && payment.unusedNano >= nanoFromCents(1) };
  });
  return { days, payments: payments.filter(({ canAsk, refunds }) => canAsk || refunds.length > 0) };
}
