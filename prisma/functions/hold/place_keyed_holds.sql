-- Places holds of calls with an Idempotency-Key for any wallets: calls place_keyed_hold for each, in the given order.
CREATE OR REPLACE FUNCTION place_keyed_holds(
  p_workspace_ids uuid[], p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, p_key_hashes bytea[], p_request_hashes bytea[],
  OUT kinds text[], OUT available bigint[], OUT held bigint[], OUT used_by uuid[]
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_answer record;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE;
  FOR n IN 1 .. cardinality(p_ids) LOOP
    v_answer := place_keyed_hold(
      p_workspace_ids[n], p_ids[n], p_key_ids[n], p_model_ids[n], p_price_versions[n], p_amounts[n], p_lease_id, p_key_hashes[n],
      p_request_hashes[n]);
    kinds[n] := v_answer.kind;
    available[n] := v_answer.available;
    held[n] := v_answer.held;
    used_by[n] := v_answer.used_by;
  END LOOP;
END $$;
