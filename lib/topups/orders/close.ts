import "server-only";
import { database } from "@/lib/platform/prisma";
import type { Transaction } from "@/lib/platform/transaction";

/**
 * Ends an order that brought no money and gives its form back: sent again, the form makes a new order. A payment that
 * Stripe reports later is credited all the same.
 */
export async function closeOrder(topUpId: string, state: "failed" | "expired", tx: Transaction = database()): Promise<void> {
  await tx.$executeRaw`
    UPDATE topup SET state = ${state}, submission_key = 'closed:' || id
    WHERE id = ${topUpId}::uuid AND state IN ('created', 'processing')`;
}
