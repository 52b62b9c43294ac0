import "server-only";
import { type BookViolation, CLAIMS_WITHOUT_CALLS } from "@/lib/ledger/books";
import { inTransaction } from "@/lib/platform/postgres";
import { isStatementEnded } from "@/lib/platform/postgres-connection";

/** `isKnown` is false if the check did not end in its time. At most 20 violations are listed. */
export type QuickBooks = { isKnown: boolean; violations: BookViolation[] };

const MOST = 20;
const WITHIN_MS = 3_000;

// One statement, so that all sums come from the same moment. It reads entries, holds, lots and burns. A call leaves
// none of these. What was charged is taken from the wallet itself.
const CHECK = `
  WITH book AS (
    SELECT w.*, coalesce(h.nano, 0) AS holds, coalesce(e.nano, 0) AS entries, coalesce(e.debts, 0) AS debts, coalesce(l.nano, 0) AS lots,
      coalesce(b.nano, 0) AS burns
    FROM wallet w
    LEFT JOIN (SELECT workspace_id, sum(amount_nano) AS nano FROM hold GROUP BY 1) h ON h.workspace_id = w.workspace_id
    LEFT JOIN (
      SELECT workspace_id, sum(amount_nano) AS nano, sum(amount_nano) FILTER (WHERE contra = 'debt') AS debts FROM ledger_entry GROUP BY 1
    ) e ON e.workspace_id = w.workspace_id
    LEFT JOIN (SELECT workspace_id, sum(remaining_nano) AS nano FROM credit_lot GROUP BY 1) l ON l.workspace_id = w.workspace_id
    LEFT JOIN (SELECT workspace_id, sum(amount_nano) AS nano FROM lot_burn GROUP BY 1) b ON b.workspace_id = w.workspace_id
    WHERE $1::uuid IS NULL OR w.workspace_id = $1
  )
  SELECT workspace_id AS "workspaceId", rule, found FROM book, LATERAL (VALUES
    ('available + held = entries - spent', available_nano + held_nano = entries - spent_total_nano,
     format('%s + %s, %s - %s', available_nano, held_nano, entries, spent_total_nano)),
    ${CLAIMS_WITHOUT_CALLS}
  ) AS claim (rule, is_true, found) WHERE NOT is_true ORDER BY 1, 2 LIMIT ${MOST}`;

/**
 * Checks of every wallet what can be checked without its calls, within three seconds. `checkBooks` also adds up the calls, which takes
 * as long as there are calls.
 */
export async function checkBooksQuickly(workspaceId: string | null = null, withinMs = WITHIN_MS): Promise<QuickBooks> {
  try {
    const violations = await inTransaction(async (on) => {
      await on.query("SELECT set_config('statement_timeout', $1, true)", [String(withinMs)]);
      return (await on.query<BookViolation>(CHECK, [workspaceId])).rows;
    });
    return { isKnown: true, violations };
  } catch (error) {
    if (isStatementEnded(error)) return { isKnown: false, violations: [] };
    throw error;
  }
}
