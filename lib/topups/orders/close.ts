import "server-only";
import { postgres, type Queryable } from "@/lib/platform/postgres";

/**
 * Ends an order that brought no money and gives its form back: sent again, the form makes a new order. A payment that
 * Stripe reports later is credited all the same.
 */
export async function closeOrder(topUpId: string, state: "failed" | "expired", on: Queryable = postgres()): Promise<void> {
  await on.query("UPDATE topup SET state = $2, submission_key = 'closed:' || id WHERE id = $1 AND state IN ('created', 'processing')", [
    topUpId,
    state,
  ]);
}
