-- What is left of the budget of a call's key in the period of that call; NULL without a budget.
CREATE OR REPLACE FUNCTION hold_budget_left(p_workspace_id uuid, p_key_id uuid, p_call_id uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT k.budget_nano - s.spent - s.held
  FROM key_claim c
  JOIN api_key k ON k.workspace_id = c.workspace_id AND k.id = c.key_id AND k.budget_nano IS NOT NULL AND k.budget_period = c.period
  CROSS JOIN LATERAL key_spend(c.workspace_id, c.key_id, c.period, c.period_start) s
  WHERE c.workspace_id = p_workspace_id AND c.key_id = p_key_id AND c.call_id = p_call_id
$$;
