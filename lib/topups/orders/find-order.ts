import "server-only";
import { postgres, type Queryable } from "@/lib/platform/postgres";
import { ORDER_COLUMNS, type Order } from "@/lib/topups/orders/order";

/** Where an order lies: its workspace and its id. */
export type OrderPlace = Pick<Order, "workspaceId" | "id">;

/** What others know of an order: its id, its Checkout Session, its payment. */
export type OrderReference = `order:${string}` | `session:${string}` | `payment:${string}`;

/** The place of an order that is known by something else than its workspace; null where nothing of ours has that name. */
export async function findOrder(reference: OrderReference, on: Queryable = postgres()): Promise<OrderPlace | null> {
  const { rows } = await on.query<OrderPlace>(
    `SELECT workspace_id AS "workspaceId", topup_id AS id FROM topup_reference WHERE reference = $1`,
    [reference],
  );
  return rows[0] ?? null;
}

/** Notes one more name of an order. Answers whose it is: the first order to take it keeps it. */
export async function nameOrder(on: Queryable, { workspaceId, id }: OrderPlace, reference: OrderReference): Promise<OrderPlace> {
  await on.query("INSERT INTO topup_reference (reference, workspace_id, topup_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", [
    reference,
    workspaceId,
    id,
  ]);
  return (await findOrder(reference, on)) as OrderPlace;
}

/** The order as it is now, for the rest of the transaction where it is locked. */
export async function readOrder(on: Queryable, { workspaceId, id }: OrderPlace, lock: "" | "FOR UPDATE" = ""): Promise<Order | null> {
  const { rows } = await on.query<Order>(`SELECT ${ORDER_COLUMNS} FROM topup WHERE workspace_id = $1 AND id = $2 ${lock}`, [
    workspaceId,
    id,
  ]);
  return rows[0] ?? null;
}
