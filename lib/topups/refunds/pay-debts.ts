import "server-only";
import { payDebt } from "@/lib/ledger/refunds";
import { log } from "@/lib/platform/log";
import { inTransaction, postgres } from "@/lib/platform/postgres";

const BATCH = 200;

/** Pays debts from what calls in flight did not use after their payment was taken back. Returns how many wallets paid. */
export async function payDebts(): Promise<number> {
  const { rows } = await postgres().query<{ id: string }>(
    "SELECT workspace_id AS id FROM wallet WHERE debt_nano > 0 AND available_nano > 0 AND NOT is_frozen LIMIT $1",
    [BATCH],
  );
  let paid = 0;
  for (const { id } of rows) {
    try {
      if ((await inTransaction((on) => payDebt(on, id))) > 0n) paid += 1;
    } catch (error) {
      log.warn({ event: "payments.debt_unpaid", workspaceId: id, err: error }, "a debt could not be paid: the next round tries again");
    }
  }
  return paid;
}
