import "server-only";
import type { BudgetPeriod } from "@/lib/basics/budget-periods";
import { postgres } from "@/lib/platform/postgres";

/** What may be spent in a period, and what is spent and held of it. `limitNano` is null without a limit, `endsAt` for a lifetime. */
export type Spend = { limitNano: bigint | null; spentNano: bigint; heldNano: bigint; endsAt: Date | null };
export type KeyBudget = Spend & { period: BudgetPeriod };

const BUDGETS = `
  SELECT k.id, k.budget_nano AS "limitNano", k.budget_period AS period, p.ends_at AS "endsAt", s.spent AS "spentNano", s.held AS "heldNano"
  FROM api_key k
  CROSS JOIN LATERAL workspace_period(k.workspace_id, k.budget_period, $2::timestamptz) p
  CROSS JOIN LATERAL key_spend(k.workspace_id, k.id, k.budget_period, p.starts_at) s
  WHERE k.workspace_id = $1 AND k.budget_nano IS NOT NULL AND k.revoked_at IS NULL`;
const BUDGET = `${BUDGETS} AND k.id = $3`;

const MONTH = `
  SELECT (usage_tier_of(c.workspace_id)).month_cap_nano AS "limitNano", c.held_nano AS "heldNano", p.ends_at AS "endsAt",
    CASE WHEN c.month_ends_at > now() THEN c.spent_total_nano - c.month_start_spent_nano ELSE 0 END AS "spentNano"
  FROM wallet c CROSS JOIN LATERAL workspace_period(c.workspace_id, 'month', now()) p
  WHERE c.workspace_id = $1`;

/** A key's budget in the period of an instant, by the same functions as a hold. Null for a key without a budget. */
export async function readKeyBudget(workspaceId: string, keyId: string, at: Date): Promise<KeyBudget | null> {
  const { rows } = await postgres().query<KeyBudget & { id: string }>(BUDGET, [workspaceId, at, keyId]);
  return rows[0] ? budgetOf(rows[0]) : null;
}

/** The budgets of all live keys of a workspace that have one, by the keys' ids. */
export async function readKeyBudgets(workspaceId: string, at: Date): Promise<Map<string, KeyBudget>> {
  const { rows } = await postgres().query<KeyBudget & { id: string }>(BUDGETS, [workspaceId, at]);
  return new Map(rows.map((row) => [row.id, budgetOf(row)]));
}

function budgetOf({ limitNano, period, endsAt, spentNano, heldNano }: KeyBudget): KeyBudget {
  return { limitNano, period, endsAt, spentNano, heldNano };
}

/** What a workspace may spend in its calendar month. Null if it has no wallet. */
export async function readMonthSpend(workspaceId: string): Promise<Spend | null> {
  const { rows } = await postgres().query<Spend>(MONTH, [workspaceId]);
  return rows[0] ?? null;
}
