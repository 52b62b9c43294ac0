-- The most that can be held in addition to the present holds: the largest amount that hold_refusal does not refuse, unless the wallet is
-- stopped. least() ignores limits that are NULL.
CREATE OR REPLACE FUNCTION hold_room(p_available bigint, p_owed bigint, p_held bigint, p_spent bigint, p_ceiling bigint, p_budget_left bigint)
RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT greatest(least(p_available - p_owed, p_ceiling - p_spent - p_held, p_budget_left), 0)
$$;
