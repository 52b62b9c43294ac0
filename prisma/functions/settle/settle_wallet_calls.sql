-- Many settles of one wallet, as settle_batch does them.
CREATE OR REPLACE FUNCTION settle_wallet_calls(
  p_workspace_id uuid, p_ids uuid[], p_prices bigint[], p_rows settle_row[], OUT charges bigint[], OUT available bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_ended record;
  v_count integer := cardinality(p_ids);
  v_found integer := 0;
  v_holds bigint[] := p_prices;
  v_available bigint;
  v_held bigint;
  v_spent bigint;
BEGIN
  SELECT available_nano, held_nano, spent_total_nano INTO v_available, v_held, v_spent
  FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  FOR v_ended IN DELETE FROM hold WHERE workspace_id = p_workspace_id AND id = ANY (p_ids) RETURNING id, amount_nano LOOP
    v_holds[array_position(p_ids, v_ended.id)] := v_ended.amount_nano;
    v_found := v_found + 1;
  END LOOP;
  IF v_found < v_count THEN
    RAISE EXCEPTION 'a hold of the batch is missing' USING ERRCODE = 'RL001';
  END IF;
  charges := p_prices;
  available := p_prices;
  FOR n IN 1 .. v_count LOOP
    charges[n] := least(p_prices[n], v_holds[n] + v_available);
    v_available := v_available + v_holds[n] - charges[n];
    v_held := v_held - v_holds[n];
    v_spent := v_spent + charges[n];
    available[n] := v_available;
  END LOOP;
  UPDATE wallet SET available_nano = v_available, held_nano = v_held, spent_total_nano = v_spent WHERE workspace_id = p_workspace_id;
  INSERT INTO usage_event (
    workspace_id, id, key_id, model_id, price_version, outcome, reason, endpoint, is_stream, upstream, upstream_request_id, http_status,
    stop_reason, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, thinking_tokens,
    web_searches, modifiers, is_estimated, price_nano, upstream_cost_nano, first_byte_ms, total_ms, created_at, hold_nano, charge_nano,
    absorbed_nano
  )
  SELECT
    p_workspace_id, p_ids[n], i.key_id, i.model_id, i.price_version, i.outcome, i.reason, i.endpoint, i.is_stream, i.upstream,
    i.upstream_request_id, i.http_status, i.stop_reason, i.input_tokens, i.cache_write_5m_tokens, i.cache_write_1h_tokens,
    i.cache_read_tokens, i.output_tokens, i.thinking_tokens, i.web_searches, string_to_array(i.modifiers, ','), i.is_estimated,
    p_prices[n], i.upstream_cost_nano, i.first_byte_ms, i.total_ms, time_of_id(p_ids[n]), v_holds[n], charges[n], p_prices[n] -
    charges[n]
  FROM unnest(p_rows) WITH ORDINALITY AS i (
    key_id, model_id, price_version, outcome, reason, endpoint, is_stream, upstream, upstream_request_id, http_status, stop_reason,
    input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, thinking_tokens, web_searches, modifiers,
    is_estimated, upstream_cost_nano, first_byte_ms, total_ms, n
  );
END $$;
