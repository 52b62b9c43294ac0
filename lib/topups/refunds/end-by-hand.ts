import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { endRefund } from "@/lib/ledger/refunds";
import { inTransaction } from "@/lib/platform/postgres";

type ByHand = { workspaceId: string; refundId: string; outcome: "succeeded" | "canceled" };

/** Ends a refund that the operator pays to a bank account: paid, or given up, which gives the credit back. False if it has ended already. */
export function endByHand(actor: PersonActor, { workspaceId, refundId, outcome }: ByHand, clock: Clock = systemClock): Promise<boolean> {
  return inTransaction(async (on) => {
    if (!(await endRefund(on, { workspaceId, refundId }, outcome, null, clock.now()))) return false;
    await writeAudit(on, actor, { workspaceId, action: "refund.by_hand", target: `refund:${refundId}`, after: { outcome } });
    return true;
  });
}
