import "server-only";
import type { SessionClaims } from "@/lib/auth/session-token";
import { createPerson, type Identity, linkIdentity, type NewPerson } from "@/lib/auth/users";
import { openWallet } from "@/lib/ledger/wallet";
import { inTransaction } from "@/lib/platform/postgres";
import { isUniqueViolation } from "@/lib/platform/postgres-connection";

export type PersonToSignUp = NewPerson & { identity?: Identity };
export type SignedUpPerson = { session: SessionClaims; workspaceId: string };

/** Makes person, workspace, ownership and wallet, all or none. Null if the address or the identity was taken meanwhile. */
export async function signUpPerson({ identity, ...person }: PersonToSignUp): Promise<SignedUpPerson | null> {
  try {
    return await inTransaction(async (on) => {
      const { userId, workspaceId, sessionVersion } = await createPerson(on, person);
      await openWallet(on, workspaceId);
      if (identity) await linkIdentity(on, userId, identity);
      return { session: { userId, sessionVersion }, workspaceId };
    });
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw error;
  }
}
