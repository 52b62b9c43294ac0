-- Writes settles of any wallets: calls settle_one for each, in the given order. Some may already be written, be late, or have extras.
CREATE OR REPLACE FUNCTION settle_repeats(
  p_workspace_ids uuid[], p_ids uuid[], p_prices bigint[], p_settles text[], p_extras jsonb[],
  OUT kinds text[], OUT charges bigint[], OUT absorbed bigint[], OUT available bigint[]
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_answer record;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE;
  FOR n IN 1 .. cardinality(p_ids) LOOP
    v_answer := settle_one(p_workspace_ids[n], p_ids[n], p_prices[n], p_settles[n], p_extras[n]);
    kinds[n] := v_answer.kind;
    charges[n] := v_answer.charge;
    absorbed[n] := v_answer.absorbed;
    available[n] := v_answer.available;
  END LOOP;
END $$;
