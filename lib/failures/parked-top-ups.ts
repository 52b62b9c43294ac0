import "server-only";
import { recordAudit } from "@/lib/audit/record";
import type { Admin } from "@/lib/failures/refused-calls";
import { database, transaction } from "@/lib/platform/prisma";

/** A payment that differs from its order, or cannot be looked up: nothing was credited. */
export type ParkedTopUp = { workspaceId: string; topUpId: string; amountCents: number; createdAt: Date; reason: string | null };

/** The oldest first. */
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

/** Lets the reconciler look it up once more: within minutes it is credited or closed, or is back. False when it is parked no more. */
export function lookAgain({ userId, ip }: Admin, topUpId: string): Promise<boolean> {
  return transaction(async (tx) => {
    const parked = { id: topUpId, state: "review" };
    const order = await tx.topUp.findFirst({ where: parked });
    const { count } = await tx.topUp.updateMany({ where: parked, data: { state: "processing", reviewReason: null, lookedAt: null } });
    if (!order || count === 0) return false;
    const { workspaceId, reviewReason } = order;
    const before = { reason: reviewReason };
    await recordAudit(tx, { actorUserId: userId, ip, workspaceId, action: "topup.look_again", target: `topup:${topUpId}`, before });
    return true;
  });
}
