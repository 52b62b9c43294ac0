import "server-only";
import { database } from "@/lib/db";

export type ListedKey = {
  id: string;
  name: string;
  prefix: string;
  lastFour: string;
  createdAt: Date;
  /** To the minute; null when the key was never used. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

/** The keys of a workspace, the newest first, revoked ones included. */
export async function listKeys(workspaceId: string): Promise<ListedKey[]> {
  return database().apiKey.findMany({
    where: { workspaceId },
    select: { id: true, name: true, prefix: true, lastFour: true, createdAt: true, lastUsedAt: true, revokedAt: true },
    orderBy: { id: "desc" },
  });
}
