-- One settle or release. The hold's row is deleted by exactly one transaction; whoever comes later reads what that one wrote.
-- The charge is what the call costs, at most hold and balance together; the rest is absorbed.
-- A hold that the sweeper has expired is settled late: out of the balance, as a second row with what the first one lacks.
CREATE OR REPLACE FUNCTION settle_one(
  p_workspace_id uuid, p_id uuid, p_key_id uuid, p_model_id text, p_price_version integer, p_outcome text, p_reason text, p_endpoint text,
  p_is_stream boolean, p_upstream text, p_upstream_request_id text, p_http_status integer, p_stop_reason text, p_input_tokens integer,
  p_cache_write_5m_tokens integer, p_cache_write_1h_tokens integer, p_cache_read_tokens integer, p_output_tokens integer,
  p_thinking_tokens integer, p_web_searches integer, p_modifiers text, p_is_estimated boolean, p_price_nano bigint, p_upstream_cost_nano
  bigint, p_first_byte_ms integer, p_total_ms integer,
  OUT kind text, OUT charge bigint, OUT absorbed bigint, OUT available bigint
) LANGUAGE plpgsql AS $$
DECLARE
  v_wallet wallet;
  v_first usage_event;
  v_late usage_event;
  v_hold bigint;
  v_price bigint := p_price_nano;
  v_outcome text := p_outcome;
  v_is_late boolean := false;
BEGIN
  SELECT * INTO v_wallet FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  IF NOT FOUND THEN
    kind := 'n'; charge := 0; absorbed := 0; available := 0;
    RETURN;
  END IF;
  DELETE FROM hold WHERE workspace_id = p_workspace_id AND id = p_id RETURNING amount_nano INTO v_hold;
  IF v_hold IS NULL THEN
    SELECT * INTO v_first FROM usage_event
    WHERE workspace_id = p_workspace_id AND created_at = time_of_id(p_id) AND id = p_id AND NOT is_late;
    IF FOUND THEN
      SELECT * INTO v_late FROM usage_event
      WHERE workspace_id = p_workspace_id AND created_at = time_of_id(p_id) AND id = p_id AND is_late;
      v_is_late := true;
      v_price := greatest(p_price_nano - v_first.price_nano, 0);
    END IF;
    IF v_late.id IS NOT NULL OR p_outcome = 'released' AND v_is_late OR v_first.outcome IN ('settled', 'released', 'settled_late') THEN
      kind := CASE WHEN is_same_settle(v_first, v_late, p_outcome, p_price_nano, p_output_tokens) THEN 'r' ELSE 'c' END;
      charge := v_first.charge_nano + coalesce(v_late.charge_nano, 0);
      absorbed := v_first.absorbed_nano + coalesce(v_late.absorbed_nano, 0);
      available := v_wallet.available_nano;
      RETURN;
    END IF;
    v_hold := 0;
    IF p_outcome = 'settled' THEN v_outcome := 'settled_late'; END IF;
  END IF;
  kind := 's';
  charge := least(v_price, v_hold + v_wallet.available_nano);
  absorbed := v_price - charge;
  available := v_wallet.available_nano + v_hold - charge;
  UPDATE wallet SET available_nano = available, held_nano = held_nano - v_hold, spent_total_nano = spent_total_nano + charge
  WHERE workspace_id = p_workspace_id;
  INSERT INTO usage_event (
    workspace_id, id, key_id, model_id, price_version, outcome, reason, endpoint, is_stream, upstream, upstream_request_id, http_status,
    stop_reason, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, thinking_tokens,
    web_searches, modifiers, is_estimated, price_nano, upstream_cost_nano, first_byte_ms, total_ms, created_at, is_late, hold_nano,
    charge_nano, absorbed_nano
  ) VALUES (
    p_workspace_id, p_id, p_key_id, p_model_id, p_price_version, v_outcome, p_reason, p_endpoint, p_is_stream, p_upstream,
    p_upstream_request_id, p_http_status, p_stop_reason, p_input_tokens, p_cache_write_5m_tokens, p_cache_write_1h_tokens,
    p_cache_read_tokens, p_output_tokens, p_thinking_tokens, p_web_searches, string_to_array(p_modifiers, ','), p_is_estimated, v_price,
    p_upstream_cost_nano, p_first_byte_ms, p_total_ms, time_of_id(p_id), v_is_late, v_hold, charge, absorbed
  );
  charge := charge + coalesce(v_first.charge_nano, 0);
  absorbed := absorbed + coalesce(v_first.absorbed_nano, 0);
END $$;
