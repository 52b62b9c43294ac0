import { arrayElements, arrayText } from "@/lib/pg-wire/array-text";
import type { LedgerConnection, Statement } from "@/lib/pg-wire/connection";

const UNLOCKED: Statement = { name: "unlocked-wallets", text: "SELECT unlocked_wallets($1)" };

/** The wallets among these that another transaction has locked now. A wallet that does not exist counts as locked. */
export async function lockedAmong(connection: LedgerConnection, workspaceIds: string[]): Promise<Set<string>> {
  const [unlocked] = await connection.query(UNLOCKED, [arrayText(workspaceIds, (id) => id)]);
  const locked = new Set(workspaceIds);
  for (const id of unlocked ? arrayElements(unlocked) : []) locked.delete(id);
  return locked;
}
