import "server-only";
import type { SessionClaims } from "@/lib/auth/session-token";
import { createPerson, type NewPerson } from "@/lib/auth/users";
import { openWallet } from "@/lib/ledger/wallet";
import { transaction } from "@/lib/platform/prisma";
import { Prisma } from "@/prisma/client/client";

export type NewAccount = NewPerson & { identity?: { provider: string; providerAccountId: string } };
export type Account = { session: SessionClaims; workspaceId: string };

/** Person, workspace, ownership and wallet, all or none. Null when the address or the identity was taken meanwhile. */
export async function createAccount({ identity, ...person }: NewAccount): Promise<Account | null> {
  try {
    return await transaction(async (tx) => {
      const { userId, workspaceId, sessionVersion } = await createPerson(tx, person);
      await openWallet(tx, workspaceId);
      if (identity) await tx.userIdentity.create({ data: { ...identity, userId } });
      return { session: { userId, sessionVersion }, workspaceId };
    });
  } catch (error) {
    if (isTaken(error)) return null;
    throw error;
  }
}

/** Whether a unique index refused a row: somebody else was faster. */
export function isTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}
