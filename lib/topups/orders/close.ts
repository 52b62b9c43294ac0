import "server-only";
import { postgres, type Queryable } from "@/lib/platform/postgres";
import type { OrderPlace } from "@/lib/topups/orders/find-order";

/**
 * Ends an order that brought no money and gives its form back: sent again, the form makes a new order. A payment that
 * Stripe reports later is credited all the same.
 */
export async function closeOrder({ workspaceId, id }: OrderPlace, state: "failed" | "expired", on: Queryable = postgres()): Promise<void> {
  await on.query(
    `UPDATE topup SET state = $3, submission_key = 'closed:' || id
     WHERE workspace_id = $1 AND id = $2 AND state IN ('created', 'processing')`,
    [workspaceId, id, state],
  );
}
