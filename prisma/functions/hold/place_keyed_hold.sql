-- Places the hold of a call with an Idempotency-Key, a first send or a repeat. Check and hold are one transaction under the wallet's lock,
-- which every hold, settle and sweep takes. So of any number of repeats one is held.
-- Answers: those of place_hold_one, i if the key belongs to another call with this request, x if to one with another request. With i and x
-- nothing is held, and used_by is the other call.
CREATE OR REPLACE FUNCTION place_keyed_hold(
  p_workspace_id uuid, p_id uuid, p_key_id uuid, p_model_id text, p_price_version integer, p_amount_nano bigint, p_lease_id bigint,
  p_key_hash bytea, p_request_hash bytea, OUT kind text, OUT available bigint, OUT held bigint, OUT used_by uuid
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_known idempotent_call;
  v_answer record;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  SELECT * INTO v_known FROM idempotent_call WHERE workspace_id = p_workspace_id AND key_hash = p_key_hash;
  IF v_known.call_id <> p_id AND v_known.created_at > now() - interval '1 day' AND is_running_or_charged(p_workspace_id, v_known.call_id) THEN
    kind := CASE WHEN v_known.request_hash = p_request_hash THEN 'i' ELSE 'x' END;
    used_by := v_known.call_id;
    available := 0;
    held := 0;
    RETURN;
  END IF;
  v_answer := place_budget_holds(
    p_workspace_id, ARRAY[p_id], ARRAY[p_key_id], ARRAY[p_model_id], ARRAY[p_price_version], ARRAY[p_amount_nano], p_lease_id);
  kind := v_answer.kinds[1];
  available := v_answer.available[1];
  held := v_answer.held[1];
  IF kind = 'h' THEN
    INSERT INTO idempotent_call AS i (workspace_id, key_hash, request_hash, call_id)
    VALUES (p_workspace_id, p_key_hash, p_request_hash, p_id)
    ON CONFLICT (workspace_id, key_hash) DO UPDATE
    SET request_hash = excluded.request_hash, call_id = excluded.call_id, created_at = now() WHERE i.call_id <> excluded.call_id;
  END IF;
END $$;
