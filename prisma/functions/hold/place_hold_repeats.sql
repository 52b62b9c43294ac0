-- Places many holds one by one, in the given order. Some of them may exist already.
CREATE OR REPLACE FUNCTION place_hold_repeats(
  p_workspace_ids uuid[], p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, OUT kinds text[], OUT available bigint[], OUT held bigint[]
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_answer record;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE;
  FOR n IN 1 .. cardinality(p_ids) LOOP
    v_answer := place_hold_one(p_workspace_ids[n], p_ids[n], p_key_ids[n], p_model_ids[n], p_price_versions[n], p_amounts[n], p_lease_id);
    kinds[n] := v_answer.kind;
    available[n] := v_answer.available;
    held[n] := v_answer.held;
  END LOOP;
END $$;
