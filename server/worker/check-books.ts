import { type BookViolation, checkBooks } from "@/lib/ledger/books";
import { freezeWallet } from "@/lib/ledger/freeze-wallet";
import { log } from "@/lib/platform/log";
import { postgres } from "@/lib/platform/postgres";

const WALLETS_AT_ONCE = 100;

/** Checks the books of every wallet. Returns how many do not balance. */
export async function checkAllBooks(): Promise<number> {
  return freeze(await checkBooks());
}

/** Checks the wallets that changed within the last minutes, only some of them when there are many: the nightly round checks all. */
export async function checkChangedBooks(): Promise<number> {
  const { rows } = await postgres().query<{ workspaceId: string }>(
    `SELECT workspace_id AS "workspaceId" FROM (
       SELECT workspace_id FROM usage_event WHERE created_at > now() - interval '10 minutes'
       UNION SELECT workspace_id FROM hold
       UNION SELECT workspace_id FROM topup WHERE state = 'paid' AND paid_at > now() - interval '10 minutes'
     ) AS changed ORDER BY random() LIMIT $1`,
    [WALLETS_AT_ONCE],
  );
  let broken = 0;
  for (const { workspaceId } of rows) broken += await freeze(await checkBooks(workspaceId));
  return broken;
}

/** Books that do not balance are never corrected automatically: the wallet stays frozen until a person has looked. */
async function freeze(violations: BookViolation[]): Promise<number> {
  for (const violation of violations) log.error({ event: "ledger.books_unbalanced", violation }, "the books do not balance: wallet frozen");
  const workspaces = new Set(violations.map((violation) => violation.workspaceId));
  for (const workspaceId of workspaces) await freezeWallet(workspaceId);
  return workspaces.size;
}
