import "server-only";
import { inTransaction } from "@/lib/platform/postgres";
import { nameOrder, type OrderPlace, readOrder } from "@/lib/topups/orders/find-order";

/**
 * Stores the order's session at its payment service if it has none yet. Returns whether this is the order's session: false if the
 * order has another one, or the session belongs to another order. A session that was just opened under the order's own key is always
 * its own.
 */
export function adoptSession({ workspaceId, id }: OrderPlace, sessionId: string): Promise<boolean> {
  return inTransaction(async (on) => {
    const order = await readOrder(on, { workspaceId, id }, "FOR UPDATE");
    if (!order || order.sessionId) return order?.sessionId === sessionId;
    const owner = await nameOrder(on, order, `session:${sessionId}`);
    if (owner.id !== id || owner.workspaceId !== workspaceId) return false;
    const { rows } = await on.query<{ isNoted: boolean }>('SELECT note_session($1, $2, $3) AS "isNoted"', [workspaceId, id, sessionId]);
    return rows[0]?.isNoted === true;
  });
}
