/** How long a key's budget lasts before it starts over. */
export const BUDGET_PERIODS = ["hour", "day", "week", "month", "lifetime"] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];
