import "server-only";
import { postgres } from "@/lib/platform/postgres";

export type BookViolation = { workspaceId: string; rule: string; found: string };

/** The claims that need no call, over the columns of a wallet and the sums `holds`, `debts`, `burns` and `lots` beside it. */
export const CLAIMS_WITHOUT_CALLS = `
    ('held = sum of holds', held_nano = holds, format('%s, %s', held_nano, holds)),
    ('debt = sum of entries against debt', debt_nano = debts, format('%s, %s', debt_nano, debts)),
    ('burned = sum of burns', burned_total_nano = burns, format('%s, %s', burned_total_nano, burns)),
    ('lots - (spent - burned) = available + held', lots - (spent_total_nano - burned_total_nano) = available_nano + held_nano,
     format('%s - (%s - %s), %s + %s', lots, spent_total_nano, burned_total_nano, available_nano, held_nano))`;

// One statement, so that all sums come from the same moment.
const CHECK = `
  WITH book AS (
    SELECT w.*,
      (SELECT coalesce(sum(amount_nano), 0) FROM hold h WHERE h.workspace_id = w.workspace_id) AS holds,
      (SELECT coalesce(sum(amount_nano), 0) FROM ledger_entry e WHERE e.workspace_id = w.workspace_id) AS entries,
      (SELECT coalesce(sum(amount_nano), 0) FROM ledger_entry e WHERE e.workspace_id = w.workspace_id AND contra = 'debt') AS debts,
      (SELECT coalesce(sum(charge_nano), 0) FROM usage_event u WHERE u.workspace_id = w.workspace_id) AS charges,
      (SELECT coalesce(sum(remaining_nano), 0) FROM credit_lot l WHERE l.workspace_id = w.workspace_id) AS lots,
      (SELECT coalesce(sum(amount_nano), 0) FROM lot_burn b WHERE b.workspace_id = w.workspace_id) AS burns,
      (SELECT count(*) FROM hold h JOIN usage_event u ON u.workspace_id = h.workspace_id AND u.created_at = time_of_id(h.id) AND u.id = h.id
       WHERE h.workspace_id = w.workspace_id) AS ended_holds,
      (SELECT count(*) FROM credit_lot l WHERE l.workspace_id = w.workspace_id AND granted_nano <> remaining_nano
         + (SELECT coalesce(sum(amount_nano), 0) FROM lot_burn b WHERE b.workspace_id = l.workspace_id AND b.lot_id = l.id)
         - (SELECT coalesce(sum(amount_nano), 0) FROM ledger_entry e
            WHERE e.workspace_id = l.workspace_id AND e.lot_id = l.id AND e.reference <> l.reference)) AS torn_lots
    FROM wallet w WHERE $1::uuid IS NULL OR w.workspace_id = $1
  )
  SELECT workspace_id AS "workspaceId", rule, found FROM book, LATERAL (VALUES
    ('available + held = entries - charges', available_nano + held_nano = entries - charges,
     format('%s + %s, %s - %s', available_nano, held_nano, entries, charges)),
    ('spent = sum of charges', spent_total_nano = charges, format('%s, %s', spent_total_nano, charges)),
    ${CLAIMS_WITHOUT_CALLS},
    ('every lot = remaining + burned + taken', torn_lots = 0, torn_lots::text),
    ('no hold of an ended call', ended_holds = 0, ended_holds::text)
  ) AS claim (rule, is_true, found) WHERE NOT is_true ORDER BY 1, 2`;

/** Checks what is always true of a wallet, for one or for all. Returns the violations: an empty list means that the books balance. */
export async function checkBooks(workspaceId: string | null = null): Promise<BookViolation[]> {
  const { rows } = await postgres().query<BookViolation>(CHECK, [workspaceId]);
  return rows;
}
