import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { inTransaction } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";

/** A payment that differs from its order, or cannot be looked up: nothing was credited. */
export type ParkedTopUp = { workspaceId: string; topUpId: string; amountCents: number; createdAt: Date; reason: string | null };

/** Oldest first. */
export async function listParkedTopUps(most: number): Promise<ParkedTopUp[]> {
  const orders = await database().topUp.findMany({ where: { state: "review" }, orderBy: { createdAt: "asc" }, take: most });
  return orders.map(({ workspaceId, id, amountCents, createdAt, reviewReason }) => ({
    workspaceId,
    topUpId: id,
    amountCents,
    createdAt,
    reason: reviewReason,
  }));
}

/** Lets the reconciler look it up again: within minutes it is credited, closed or parked again. False if it is not parked any more. */
export function lookAgain(actor: PersonActor, workspaceId: string, topUpId: string): Promise<boolean> {
  return inTransaction(async (on) => {
    const { rows } = await on.query<{ reason: string | null }>(
      "SELECT review_reason AS reason FROM topup WHERE workspace_id = $1 AND id = $2 AND state = 'review' FOR UPDATE",
      [workspaceId, topUpId],
    );
    const [parked] = rows;
    if (!parked) return false;
    await on.query("UPDATE topup SET state = 'processing', review_reason = NULL, looked_at = NULL WHERE workspace_id = $1 AND id = $2", [
      workspaceId,
      topUpId,
    ]);
    const { reason } = parked;
    await writeAudit(on, actor, { workspaceId, action: "topup.look_again", target: `topup:${topUpId}`, before: { reason } });
    return true;
  });
}
