import { runByWallet } from "@/lib/ledger/statements/by-wallet";
import { arrayElements, arrayText } from "@/lib/pg-wire/array-text";
import type { LedgerConnection, Statement } from "@/lib/pg-wire/connection";

const IS_UNLOCKED: Statement = { name: "is-unlocked-wallet", text: "SELECT is_wallet_unlocked($1)" };
const UNLOCKED: Statement = { name: "unlocked-wallets", text: "SELECT unlocked_wallets($1)" };

/** The wallets among these that another transaction has locked now. A wallet that does not exist counts as locked. */
export async function lockedAmong(connection: LedgerConnection, workspaceIds: string[]): Promise<Set<string>> {
  if (connection.isSpread) return lockedAmongSpread(connection, [...new Set(workspaceIds)]);
  const [unlocked] = await connection.query(UNLOCKED, [arrayText(workspaceIds, (id) => id)]);
  const locked = new Set(workspaceIds);
  for (const id of unlocked ? arrayElements(unlocked) : []) locked.delete(id);
  return locked;
}

async function lockedAmongSpread(connection: LedgerConnection, workspaceIds: string[]): Promise<Set<string>> {
  const wallets = workspaceIds.map((workspaceId) => ({ workspaceId }));
  const areUnlocked = await runByWallet(connection, wallets, true, ([wallet]) => ({
    statement: IS_UNLOCKED,
    values: [wallet?.workspaceId ?? null],
    read: ([isUnlocked]) => [isUnlocked === "t"],
  }));
  return new Set(workspaceIds.filter((_, n) => !areUnlocked[n]));
}
