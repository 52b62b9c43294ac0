-- Extends holds of any wallets: calls extend_hold for each, in the given order.
CREATE OR REPLACE FUNCTION extend_holds(
  p_workspace_ids uuid[], p_ids uuid[], p_needed bigint[], p_wanted bigint[], p_settles text[], p_extras jsonb[],
  OUT kinds text[], OUT amounts bigint[]
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_answer record;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE;
  FOR n IN 1 .. cardinality(p_ids) LOOP
    v_answer := extend_hold(p_workspace_ids[n], p_ids[n], p_needed[n], p_wanted[n], p_settles[n], p_extras[n]);
    kinds[n] := v_answer.kind;
    amounts[n] := v_answer.amount;
  END LOOP;
END $$;
