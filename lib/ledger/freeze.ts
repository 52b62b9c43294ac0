import "server-only";
import { postgres } from "@/lib/platform/postgres";
import type { Transaction } from "@/lib/platform/transaction";

/**
 * Stops a wallet whose books are broken: every further hold is refused as "frozen", while calls in flight settle as usual. Answers whether it
 * is new.
 */
export async function freezeWallet(workspaceId: string): Promise<boolean> {
  const { rowCount } = await postgres().query("UPDATE wallet SET is_frozen = true WHERE workspace_id = $1 AND NOT is_frozen", [
    workspaceId,
  ]);
  return rowCount === 1;
}

/** The same for a payment that was refunded, disputed or reported: holds are refused as "payment_questioned". Answers whether it is new. */
export async function questionWallet(tx: Transaction, workspaceId: string): Promise<boolean> {
  return (await tx.$executeRaw`UPDATE wallet SET is_questioned = true WHERE workspace_id = ${workspaceId}::uuid AND NOT is_questioned`) > 0;
}

/** Answers false when no payment was under question. Other reasons to stand still stay. */
export async function clearQuestion(tx: Transaction, workspaceId: string): Promise<boolean> {
  return (await tx.$executeRaw`UPDATE wallet SET is_questioned = false WHERE workspace_id = ${workspaceId}::uuid AND is_questioned`) > 0;
}

/**
 * Forgets what calls cost beyond the balance, as somebody saw it: false when it has changed since, and nothing is done. It stays the operator's
 * loss, as the events of those calls say.
 */
export async function clearOwed(tx: Transaction, workspaceId: string, owedNano: bigint): Promise<boolean> {
  return (
    (await tx.$executeRaw`
      UPDATE wallet SET owed_nano = 0 WHERE workspace_id = ${workspaceId}::uuid AND owed_nano = ${owedNano} AND owed_nano > 0`) > 0
  );
}
