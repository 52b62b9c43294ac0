import "server-only";
import { database } from "@/lib/db";
import type { KeyLimits } from "@/lib/keys/key-limits";

export type ListedKey = {
  id: string;
  name: string;
  prefix: string;
  lastFour: string;
  createdAt: Date;
  /** To the minute; null when the key was never used. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  limits: KeyLimits;
};

/** The keys of a workspace, the newest first, revoked ones included. */
export async function listKeys(workspaceId: string): Promise<ListedKey[]> {
  const rows = await database().apiKey.findMany({
    where: { workspaceId },
    select: {
      id: true,
      name: true,
      prefix: true,
      lastFour: true,
      createdAt: true,
      lastUsedAt: true,
      revokedAt: true,
      budgetNano: true,
      budgetPeriod: true,
      requestsPerMinute: true,
      tokensPerMinute: true,
      allowedModels: true,
      allowedAddresses: true,
      expiresAt: true,
    },
    orderBy: { id: "desc" },
  });
  return rows.map(({ id, name, prefix, lastFour, createdAt, lastUsedAt, revokedAt, ...limits }) => {
    return { id, name, prefix, lastFour, createdAt, lastUsedAt, revokedAt, limits };
  });
}
