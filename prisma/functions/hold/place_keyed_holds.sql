-- Holds of calls with an Idempotency-Key, first sends and repeats alike. Two more answers: i, the key stands for another call
-- with this request; x, with another request. Nothing is held then, and used_by is that call. Look and hold are one
-- transaction under the wallet's lock, which every hold, settle and sweep takes: of any number of repeats one is held.
CREATE OR REPLACE FUNCTION place_keyed_holds(
  p_workspace_ids uuid[], p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, p_key_hashes bytea[], p_request_hashes bytea[],
  OUT kinds text[], OUT available bigint[], OUT held bigint[], OUT used_by uuid[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_known idempotent_call;
  v_answer record;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE;
  FOR n IN 1 .. cardinality(p_ids) LOOP
    used_by[n] := NULL;
    SELECT * INTO v_known FROM idempotent_call WHERE workspace_id = p_workspace_ids[n] AND key_hash = p_key_hashes[n];
    IF v_known.call_id <> p_ids[n] AND v_known.created_at > now() - interval '1 day'
      AND is_running_or_charged(v_known.workspace_id, v_known.call_id) THEN
      kinds[n] := CASE WHEN v_known.request_hash = p_request_hashes[n] THEN 'i' ELSE 'x' END;
      used_by[n] := v_known.call_id;
      available[n] := 0;
      held[n] := 0;
      CONTINUE;
    END IF;
    v_answer := place_budget_holds(
      ARRAY[p_workspace_ids[n]], ARRAY[p_ids[n]], ARRAY[p_key_ids[n]], ARRAY[p_model_ids[n]], ARRAY[p_price_versions[n]],
      ARRAY[p_amounts[n]], p_lease_id);
    kinds[n] := v_answer.kinds[1];
    available[n] := v_answer.available[1];
    held[n] := v_answer.held[1];
    IF kinds[n] = 'h' THEN
      INSERT INTO idempotent_call AS i (workspace_id, key_hash, request_hash, call_id)
      VALUES (p_workspace_ids[n], p_key_hashes[n], p_request_hashes[n], p_ids[n])
      ON CONFLICT (workspace_id, key_hash) DO UPDATE
      SET request_hash = excluded.request_hash, call_id = excluded.call_id, created_at = now() WHERE i.call_id <> excluded.call_id;
    END IF;
  END LOOP;
END $$;
