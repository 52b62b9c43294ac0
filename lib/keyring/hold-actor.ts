import "server-only";
import { holdSession } from "@/lib/auth/hold-session";
import type { KeyActor } from "@/lib/keyring/audited-key";
import { holdManager } from "@/lib/keys/management";
import type { Queryable } from "@/lib/platform/postgres";

/**
 * For what makes a secret: the actor may still act. A request that takes this right away waits for the transaction, and then
 * ends the new secret too. Throws `unauthenticated`.
 */
export async function holdActor(on: Queryable, { userId, sessionVersion, managementKeyId }: KeyActor): Promise<void> {
  if (userId !== null && sessionVersion !== undefined) await holdSession(on, { userId, sessionVersion });
  if (managementKeyId !== null) await holdManager(on, managementKeyId);
}
