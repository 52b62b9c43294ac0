import "server-only";
import { postgres, type Queryable } from "@/lib/platform/postgres";
import type { OrderPlace } from "@/lib/topups/orders/find-order";

/**
 * Ends an order without a payment and frees its form key, so that the form makes a new order if it is sent again. A payment
 * that Stripe reports later is still credited.
 */
export async function closeOrder({ workspaceId, id }: OrderPlace, state: "failed" | "expired", on: Queryable = postgres()): Promise<void> {
  await on.query(
    `UPDATE topup SET state = $3, submission_key = 'closed:' || id
     WHERE workspace_id = $1 AND id = $2 AND state IN ('created', 'processing')`,
    [workspaceId, id, state],
  );
}
