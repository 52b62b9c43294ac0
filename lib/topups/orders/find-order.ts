import "server-only";
import { postgres, type Queryable } from "@/lib/platform/postgres";
import { ORDER_COLUMNS, type Order } from "@/lib/topups/orders/order";

/** The key of an order: its workspace and its id. */
export type OrderPlace = Pick<Order, "workspaceId" | "id">;

/** References that lead to an order without its workspace: its id, its Checkout Session, its payment. */
export type OrderReference = `order:${string}` | `session:${string}` | `payment:${string}`;

/** Finds an order by a reference; null if none of our orders has it. */
export async function findOrder(reference: OrderReference, on: Queryable = postgres()): Promise<OrderPlace | null> {
  const { rows } = await on.query<OrderPlace>(
    `SELECT workspace_id AS "workspaceId", topup_id AS id FROM topup_reference WHERE reference = $1`,
    [reference],
  );
  return rows[0] ?? null;
}

/** Stores a reference of an order. Returns the order that has it: the first one keeps it. */
export async function nameOrder(on: Queryable, { workspaceId, id }: OrderPlace, reference: OrderReference): Promise<OrderPlace> {
  await on.query("INSERT INTO topup_reference (reference, workspace_id, topup_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", [
    reference,
    workspaceId,
    id,
  ]);
  return (await findOrder(reference, on)) as OrderPlace;
}

/** Reads the order of this id; null if there is none. */
export async function readOrderOfId(topUpId: string): Promise<Order | null> {
  const place = await findOrder(`order:${topUpId}`);
  return place && readOrder(postgres(), place);
}

/** Reads an order. With a lock it stays as it is until the transaction ends. */
export async function readOrder(on: Queryable, { workspaceId, id }: OrderPlace, lock: "" | "FOR UPDATE" = ""): Promise<Order | null> {
  const { rows } = await on.query<Order>(`SELECT ${ORDER_COLUMNS} FROM topup WHERE workspace_id = $1 AND id = $2 ${lock}`, [
    workspaceId,
    id,
  ]);
  return rows[0] ?? null;
}
