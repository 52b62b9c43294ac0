import "server-only";
import { postgres, type Queryable } from "@/lib/platform/postgres";

export type Wallet = {
  availableNano: bigint;
  heldNano: bigint;
  spentTotalNano: bigint;
  debtNano: bigint;
  isFrozen: boolean;
  /** What calls cost beyond the balance, until a top-up pays it or an admin clears it. Holds leave this amount untouched. */
  owedNano: bigint;
  /** A payment was refunded or disputed at the payment service, and no admin has looked at it yet. */
  isQuestioned: boolean;
  holdsInFlight: number;
};

const READ = `
  SELECT available_nano AS "availableNano", held_nano AS "heldNano", spent_total_nano AS "spentTotalNano", debt_nano AS "debtNano",
    is_frozen AS "isFrozen", owed_nano AS "owedNano", is_questioned AS "isQuestioned", coalesce(next_expiry_at <= now(), false) AS "isExpiryDue",
    (SELECT count(*)::integer FROM hold WHERE hold.workspace_id = wallet.workspace_id) AS "holdsInFlight"
  FROM wallet WHERE workspace_id = $1`;

/** The balance as a hold sees it: due credit is expired first. Null if the workspace has no wallet. */
export async function readWallet(workspaceId: string): Promise<Wallet | null> {
  const row = await read(workspaceId);
  if (!row?.isExpiryDue) return row && walletOf(row);
  await postgres()
    .query("SELECT expire_due_lots($1)", [workspaceId])
    .catch((error) => {
      // The wallet may be frozen because its credit cannot expire. Its pages then show the balance as it is.
      if (!row.isFrozen) throw error;
    });
  const after = await read(workspaceId);
  return after && walletOf(after);
}

/** Makes the empty wallet of a new workspace. A repeat changes nothing. */
export async function openWallet(on: Queryable, workspaceId: string): Promise<void> {
  await on.query("SELECT open_wallet($1)", [workspaceId]);
}

type Row = Wallet & { isExpiryDue: boolean };

async function read(workspaceId: string): Promise<Row | null> {
  const { rows } = await postgres().query<Row>(READ, [workspaceId]);
  return rows[0] ?? null;
}

function walletOf({ isExpiryDue: _, ...wallet }: Row): Wallet {
  return wallet;
}
