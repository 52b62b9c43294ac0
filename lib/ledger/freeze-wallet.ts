import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { dollarsFromNano } from "@/lib/basics/money";
import { inTransaction, postgres, type Queryable } from "@/lib/platform/postgres";

/**
 * Stops a wallet whose books are broken: every new hold is refused as "frozen", while calls in flight settle as usual. Returns whether
 * this is new.
 */
export function freezeWallet(workspaceId: string): Promise<boolean> {
  return isChanged(postgres(), "freeze_wallet($1)", [workspaceId]);
}

/** The same for a refunded, disputed or reported payment: holds are refused as "payment_questioned". Returns whether this is new. */
export function questionWallet(on: Queryable, workspaceId: string): Promise<boolean> {
  return isChanged(on, "question_wallet($1, true)", [workspaceId]);
}

/**
 * Lets a workspace make calls again after an admin has looked at its payment, and audits who did. False if it was not stopped for
 * this reason. Other reasons stay.
 */
export function clearQuestion(actor: PersonActor, workspaceId: string): Promise<boolean> {
  return inTransaction(async (on) => {
    if (!(await isChanged(on, "question_wallet($1, false)", [workspaceId]))) return false;
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
    if (!(await isChanged(on, "clear_owed($1, $2)", [workspaceId, owedNano]))) return false;
    const before = { owed: dollarsFromNano(owedNano) };
    await writeAudit(on, actor, { workspaceId, action: "owed.clear", target: `workspace:${workspaceId}`, before });
    return true;
  });
}

async function isChanged(on: Queryable, call: string, values: unknown[]): Promise<boolean> {
  const { rows } = await on.query<{ is: boolean }>(`SELECT ${call} AS is`, values);
  return rows[0]?.is ?? false;
}
