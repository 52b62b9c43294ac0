import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { dollarsFromNano } from "@/lib/basics/money";
import { clearOwed, clearQuestion } from "@/lib/ledger/freeze";
import { transaction } from "@/lib/platform/prisma";

type Admin = { userId: string; ip: string };

/** Forgets what a workspace's calls cost beyond its balance, the sum that the admin saw. False when it is another one by now. */
export function clearOwedAudited({ userId, ip }: Admin, workspaceId: string, owedNano: bigint): Promise<boolean> {
  return transaction(async (tx) => {
    if (!(await clearOwed(tx, workspaceId, owedNano))) return false;
    const before = { owed: dollarsFromNano(owedNano) };
    await recordAudit(tx, { actorUserId: userId, ip, workspaceId, action: "owed.clear", target: `workspace:${workspaceId}`, before });
    return true;
  });
}

/** Lets a workspace make calls again after a payment of it was looked at. Its events stay until each is closed. False when it may already. */
export function clearQuestionAudited({ userId, ip }: Admin, workspaceId: string): Promise<boolean> {
  return transaction(async (tx) => {
    if (!(await clearQuestion(tx, workspaceId))) return false;
    await recordAudit(tx, { actorUserId: userId, ip, workspaceId, action: "payment_question.clear", target: `workspace:${workspaceId}` });
    return true;
  });
}

/** Takes an event off the list of those that wait for a person. False when somebody did so before. */
export function closeEventAudited({ userId, ip }: Admin, eventId: string): Promise<boolean> {
  return transaction(async (tx) => {
    const closed = { state: "done", closedAt: new Date(), closedBy: userId };
    const { count } = await tx.stripeEvent.updateMany({ where: { id: eventId, state: { in: ["open", "dead"] } }, data: closed });
    if (count === 0) return false;
    const { type, workspaceId } = await tx.stripeEvent.findUniqueOrThrow({ where: { id: eventId } });
    const target = `stripe_event:${eventId}`;
    await recordAudit(tx, {
      actorUserId: userId,
      ip,
      ...(workspaceId && { workspaceId }),
      action: "payment_event.close",
      target,
      after: { type },
    });
    return true;
  });
}
