import "server-only";
import type { Transaction } from "@/lib/platform/transaction";

/**
 * Leaves a person with the workspaces that are theirs alone, and those to nobody else: other people's memberships there end, and
 * the person's own elsewhere. Returns both kinds of workspaces.
 */
export async function endMemberships(tx: Transaction, userId: string): Promise<{ own: string[]; others: string[] }> {
  const memberships = await tx.membership.findMany({
    where: { userId },
    select: { workspaceId: true, role: true, workspace: { select: { memberships: { select: { userId: true, role: true } } } } },
  });
  const isOwn = (each: (typeof memberships)[number]) =>
    each.role === "owner" && each.workspace.memberships.every((other) => other.userId === userId || other.role !== "owner");
  const own = memberships.filter(isOwn).map((each) => each.workspaceId);
  const others = memberships.filter((each) => !isOwn(each)).map((each) => each.workspaceId);
  await tx.membership.deleteMany({ where: { workspaceId: { in: own }, userId: { not: userId } } });
  await tx.membership.deleteMany({ where: { workspaceId: { in: others }, userId } });
  return { own, others };
}
