-- Ends one hold of a dead process: charges its last checkpoint and releases the rest. False if there is no such hold, or if its process
-- turns out to be alive under the wallet's lock. Without p_max_age it ends the hold even if the process is alive.
CREATE OR REPLACE FUNCTION sweep_hold(p_workspace_id uuid, p_id uuid, p_max_age interval) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_available bigint;
  v_hold hold;
  v_used settle_row;
  v_charge bigint := 0;
  v_absorbed bigint := 0;
BEGIN
  SELECT available_nano INTO v_available FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  DELETE FROM hold WHERE workspace_id = p_workspace_id AND id = p_id AND (p_max_age IS NULL OR is_dead_hold(lease_id, created_at, p_max_age))
  RETURNING * INTO v_hold;
  IF NOT FOUND THEN RETURN false; END IF;
  IF NOT EXISTS (SELECT FROM usage_event WHERE workspace_id = p_workspace_id AND created_at = time_of_id(p_id) AND id = p_id) THEN
    v_charge := charge_of(v_hold.checkpoint_nano, v_hold.amount_nano, v_available);
    v_absorbed := v_hold.checkpoint_nano - v_charge;
    -- Without a checkpoint nothing is known about the call since its hold.
    v_used := jsonb_populate_record(jsonb_populate_record(NULL::settle_row, jsonb_build_object(
      'endpoint', 'unknown', 'is_stream', false, 'http_status', 0, 'input_tokens', 0, 'cache_write_5m_tokens', 0, 'cache_write_1h_tokens', 0,
      'cache_read_tokens', 0, 'output_tokens', 0, 'web_searches', 0, 'modifiers', '', 'is_estimated', v_hold.checkpoint_nano > 0,
      'total_ms', 0)), v_hold.checkpoint_settle);
    v_used.key_id := v_hold.key_id;
    v_used.model_id := v_hold.model_id;
    v_used.price_version := v_hold.price_version;
    v_used.reason := 'process_lost';
    INSERT INTO usage_event SELECT * FROM usage_events_of(
      ARRAY[p_workspace_id], ARRAY[p_id], ARRAY[v_used::text], ARRAY[v_hold.amount_nano], ARRAY[v_hold.checkpoint_nano], ARRAY[v_charge], false,
      CASE WHEN v_hold.checkpoint_nano > 0 THEN 'settled_partial' ELSE 'expired' END);
    PERFORM write_extras(p_workspace_id, p_id, false, v_hold.checkpoint_settle);
  END IF;
  UPDATE wallet SET available_nano = v_available + v_hold.amount_nano - v_charge, held_nano = held_nano - v_hold.amount_nano,
    spent_total_nano = spent_total_nano + v_charge, owed_nano = owed_nano + v_absorbed
  WHERE workspace_id = p_workspace_id;
  RETURN true;
END $$;
