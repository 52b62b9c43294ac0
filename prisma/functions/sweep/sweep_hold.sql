-- Ends one hold whose process died: its last checkpoint is charged, the rest goes back. False when there is no such hold, or when, under the
-- wallet's lock, its process lives. Without p_max_age it is ended whether its process lives or not.
CREATE OR REPLACE FUNCTION sweep_hold(p_workspace_id uuid, p_id uuid, p_max_age interval) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_wallet wallet;
  v_hold hold;
  v_used settle_row;
  v_charge bigint;
BEGIN
  SELECT * INTO v_wallet FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  DELETE FROM hold h WHERE workspace_id = p_workspace_id AND id = p_id AND (p_max_age IS NULL OR is_dead_hold(h, p_max_age))
  RETURNING * INTO v_hold;
  IF NOT FOUND THEN RETURN false; END IF;
  v_charge := least(v_hold.checkpoint_nano, v_hold.amount_nano + v_wallet.available_nano);
  IF EXISTS (SELECT FROM usage_event WHERE workspace_id = p_workspace_id AND created_at = time_of_id(p_id) AND id = p_id) THEN
    v_charge := 0;
  ELSE
    v_used := jsonb_populate_record(NULL::settle_row, v_hold.checkpoint_settle);
    INSERT INTO usage_event (
      workspace_id, created_at, id, key_id, model_id, price_version, outcome, reason, endpoint, is_stream, upstream,
      upstream_request_id, http_status, stop_reason, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens,
      output_tokens, thinking_tokens, web_searches, modifiers, is_estimated, hold_nano, price_nano, charge_nano, absorbed_nano,
      upstream_cost_nano, first_byte_ms, total_ms
    ) VALUES (
      p_workspace_id, time_of_id(p_id), p_id, v_hold.key_id, v_hold.model_id, v_hold.price_version,
      CASE WHEN v_hold.checkpoint_nano > 0 THEN 'settled_partial' ELSE 'expired' END, 'process_lost',
      coalesce(v_used.endpoint, 'unknown'), coalesce(v_used.is_stream, false), v_used.upstream, v_used.upstream_request_id,
      coalesce(v_used.http_status, 0), v_used.stop_reason, coalesce(v_used.input_tokens, 0), coalesce(v_used.cache_write_5m_tokens, 0),
      coalesce(v_used.cache_write_1h_tokens, 0), coalesce(v_used.cache_read_tokens, 0), coalesce(v_used.output_tokens, 0),
      v_used.thinking_tokens, coalesce(v_used.web_searches, 0), string_to_array(coalesce(v_used.modifiers, ''), ','),
      coalesce(v_used.is_estimated, v_hold.checkpoint_nano > 0), v_hold.amount_nano, v_hold.checkpoint_nano, v_charge,
      v_hold.checkpoint_nano - v_charge, v_used.upstream_cost_nano, v_used.first_byte_ms, coalesce(v_used.total_ms, 0)
    );
    PERFORM write_parts(p_workspace_id, p_id, false, v_hold.checkpoint_settle -> 'parts');
    INSERT INTO usage_move
    SELECT p_workspace_id, time_of_id(p_id), p_id, move.position, move.upstream, move.why, move.label
    FROM jsonb_to_recordset(v_hold.checkpoint_settle -> 'moves') AS move (position integer, upstream text, why text, label text);
  END IF;
  UPDATE wallet SET available_nano = v_wallet.available_nano + v_hold.amount_nano - v_charge, held_nano = held_nano - v_hold.amount_nano,
    spent_total_nano = spent_total_nano + v_charge
  WHERE workspace_id = p_workspace_id;
  RETURN true;
END $$;
