-- The most that could be held beside what is held already: the largest amount for which hold_refusal finds nothing but a wallet that is
-- stopped. least() passes over what has no limit.
CREATE OR REPLACE FUNCTION hold_room(p_available bigint, p_owed bigint, p_held bigint, p_spent bigint, p_ceiling bigint, p_budget_left bigint)
RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT greatest(least(p_available - p_owed, p_ceiling - p_spent - p_held, p_budget_left), 0)
$$;
