import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { dollarsFromNano } from "@/lib/basics/money";
import { inTransaction, postgres, type Queryable } from "@/lib/platform/postgres";

/**
 * Stops a wallet whose books are broken: every new hold is refused as "frozen", while calls in flight settle as usual. Returns whether
 * this is new.
 */
export async function freezeWallet(workspaceId: string): Promise<boolean> {
  const { rowCount } = await postgres().query("UPDATE wallet SET is_frozen = true WHERE workspace_id = $1 AND NOT is_frozen", [
    workspaceId,
  ]);
  return rowCount === 1;
}

/** The same for a refunded, disputed or reported payment: holds are refused as "payment_questioned". Returns whether this is new. */
export async function questionWallet(on: Queryable, workspaceId: string): Promise<boolean> {
  const { rowCount } = await on.query("UPDATE wallet SET is_questioned = true WHERE workspace_id = $1 AND NOT is_questioned", [
    workspaceId,
  ]);
  return rowCount === 1;
}

/**
 * Lets a workspace make calls again after an admin has looked at its payment, and audits who did. False if it was not stopped for
 * this reason. Other reasons stay.
 */
export function clearQuestion(actor: PersonActor, workspaceId: string): Promise<boolean> {
  return inTransaction(async (on) => {
    const { rowCount } = await on.query("UPDATE wallet SET is_questioned = false WHERE workspace_id = $1 AND is_questioned", [workspaceId]);
    if (rowCount !== 1) return false;
    await writeAudit(on, actor, { workspaceId, action: "payment_question.clear", target: `workspace:${workspaceId}` });
    return true;
  });
}

/**
 * Clears what calls cost beyond the balance, if it is still the sum that the admin saw, and audits who did. Otherwise returns false
 * and changes nothing. The operator still bears the loss, as the events of those calls say.
 */
export function clearOwed(actor: PersonActor, workspaceId: string, owedNano: bigint): Promise<boolean> {
  return inTransaction(async (on) => {
    const { rowCount } = await on.query("UPDATE wallet SET owed_nano = 0 WHERE workspace_id = $1 AND owed_nano = $2 AND owed_nano > 0", [
      workspaceId,
      owedNano,
    ]);
    if (rowCount !== 1) return false;
    const before = { owed: dollarsFromNano(owedNano) };
    await writeAudit(on, actor, { workspaceId, action: "owed.clear", target: `workspace:${workspaceId}`, before });
    return true;
  });
}
