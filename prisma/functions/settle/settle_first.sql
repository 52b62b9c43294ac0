-- One settle or release of a hold that is there. When it is not, nothing is changed and the answer is NULL.
CREATE OR REPLACE FUNCTION settle_first(
  p_workspace_id uuid, p_id uuid, p_key_id uuid, p_model_id text, p_price_version integer, p_outcome text, p_reason text, p_endpoint text,
  p_is_stream boolean, p_upstream text, p_upstream_request_id text, p_http_status integer, p_stop_reason text, p_input_tokens integer,
  p_cache_write_5m_tokens integer, p_cache_write_1h_tokens integer, p_cache_read_tokens integer, p_output_tokens integer,
  p_thinking_tokens integer, p_web_searches integer, p_modifiers text, p_is_estimated boolean, p_price_nano bigint, p_upstream_cost_nano
  bigint, p_first_byte_ms integer, p_total_ms integer,
  OUT charge bigint, OUT available bigint
) LANGUAGE plpgsql AS $$
DECLARE
  v_hold bigint;
BEGIN
  SELECT available_nano INTO available FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  DELETE FROM hold WHERE workspace_id = p_workspace_id AND id = p_id RETURNING amount_nano INTO v_hold;
  IF v_hold IS NULL THEN
    available := NULL;
    RETURN;
  END IF;
  charge := least(p_price_nano, v_hold + available);
  available := available + v_hold - charge;
  UPDATE wallet SET available_nano = available, held_nano = held_nano - v_hold, spent_total_nano = spent_total_nano + charge
  WHERE workspace_id = p_workspace_id;
  INSERT INTO usage_event (
    workspace_id, id, key_id, model_id, price_version, outcome, reason, endpoint, is_stream, upstream, upstream_request_id, http_status,
    stop_reason, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, thinking_tokens,
    web_searches, modifiers, is_estimated, price_nano, upstream_cost_nano, first_byte_ms, total_ms, created_at, hold_nano, charge_nano,
    absorbed_nano
  ) VALUES (
    p_workspace_id, p_id, p_key_id, p_model_id, p_price_version, p_outcome, p_reason, p_endpoint, p_is_stream, p_upstream,
    p_upstream_request_id, p_http_status, p_stop_reason, p_input_tokens, p_cache_write_5m_tokens, p_cache_write_1h_tokens,
    p_cache_read_tokens, p_output_tokens, p_thinking_tokens, p_web_searches, string_to_array(p_modifiers, ','), p_is_estimated,
    p_price_nano, p_upstream_cost_nano, p_first_byte_ms, p_total_ms, time_of_id(p_id), v_hold, charge, p_price_nano - charge
  );
END $$;
