import "server-only";
import { postgres, type Queryable } from "@/lib/postgres";

/** Stops a wallet whose books are broken: every further hold is refused as "frozen", while calls in flight settle as usual. Again changes nothing. */
export async function freezeWallet(workspaceId: string): Promise<void> {
  await postgres().query("UPDATE wallet SET is_frozen = true WHERE workspace_id = $1 AND NOT is_frozen", [workspaceId]);
}

/** The same for a payment that was refunded, disputed or reported: holds are refused as "payment_questioned". Answers whether it is new. */
export async function questionWallet(workspaceId: string, on: Queryable = postgres()): Promise<boolean> {
  const { rowCount } = await on.query("UPDATE wallet SET is_questioned = true WHERE workspace_id = $1 AND NOT is_questioned", [
    workspaceId,
  ]);
  return rowCount === 1;
}

/** Answers false when no payment was under question. Other reasons to stand still stay. */
export async function clearQuestion(on: Queryable, workspaceId: string): Promise<boolean> {
  const { rowCount } = await on.query("UPDATE wallet SET is_questioned = false WHERE workspace_id = $1 AND is_questioned", [workspaceId]);
  return rowCount === 1;
}

/**
 * Forgets what calls cost beyond the balance, as somebody saw it: false when it has changed since, and nothing is done. It stays the operator's
 * loss, as the events of those calls say.
 */
export async function clearOwed(on: Queryable, workspaceId: string, owedNano: bigint): Promise<boolean> {
  const { rowCount } = await on.query("UPDATE wallet SET owed_nano = 0 WHERE workspace_id = $1 AND owed_nano = $2 AND owed_nano > 0", [
    workspaceId,
    owedNano,
  ]);
  return rowCount === 1;
}
