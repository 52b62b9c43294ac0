import "server-only";
import { AppError } from "@/lib/basics/errors";
import { database } from "@/lib/platform/prisma";
import type { Transaction } from "@/lib/platform/transaction";
import type { Tier } from "@/lib/tiers/tier-form";

export type ListedTier = Tier & { id: string };

/** All tiers, by the sum that leads to them; those that are given by hand last. */
export async function listTiers(): Promise<ListedTier[]> {
  return database().usageTier.findMany({ orderBy: { topupNano: { sort: "asc", nulls: "last" } } });
}

/**
 * Changes a tier in one statement, and every process is notified. Throws `conflict` when it is no longer what was `seen`,
 * and `invalid_request` with `topup` as param when another tier has that sum, or when a tier that top-ups lead to would
 * lose its sum: with none left, nobody would have limits.
 */
export async function changeTier(transaction: Transaction, id: string, seen: Tier, next: Tier): Promise<void> {
  if (seen.topupNano !== null && next.topupNano === null) throw badTopup("The tier keeps a sum of top-ups.");
  const { count } = await transaction.usageTier.updateMany({ where: { id, ...seen }, data: next }).catch((error) => {
    throw (error as { code?: unknown }).code === "P2002" ? badTopup("Another tier has this sum of top-ups.") : error;
  });
  if (count === 0) {
    throw new AppError("conflict", "Somebody changed this tier since you opened it. Nothing was changed by you: look at it again.");
  }
}

function badTopup(message: string): AppError {
  return new AppError("invalid_request", message, { param: "topup" });
}
