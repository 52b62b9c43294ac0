-- Settles as settle_with_parts does, and keeps the moves of those that it writes now. A call that its first account
-- answered is spared the way. Those of a call that was swept are there already, and the same: once an answer has begun, its
-- account stays.
CREATE OR REPLACE FUNCTION settle_with_moves(
  p_workspace_id uuid[], p_id uuid[], p_key_id uuid[], p_model_id text[], p_price_version integer[], p_outcome text[], p_reason text[],
  p_endpoint text[], p_is_stream boolean[], p_upstream text[], p_upstream_request_id text[], p_http_status integer[], p_stop_reason
  text[], p_input_tokens integer[], p_cache_write_5m_tokens integer[], p_cache_write_1h_tokens integer[], p_cache_read_tokens integer[],
  p_output_tokens integer[], p_thinking_tokens integer[], p_web_searches integer[], p_modifiers text[], p_is_estimated boolean[],
  p_price_nano bigint[], p_upstream_cost_nano bigint[], p_first_byte_ms integer[], p_total_ms integer[], p_parts jsonb[], p_moves jsonb[],
  OUT kinds text[], OUT charges bigint[], OUT absorbed bigint[], OUT available bigint[]
) LANGUAGE plpgsql AS $$
BEGIN
  SELECT * INTO kinds, charges, absorbed, available FROM settle_with_parts(
    p_workspace_id, p_id, p_key_id, p_model_id, p_price_version, p_outcome, p_reason, p_endpoint, p_is_stream, p_upstream,
    p_upstream_request_id, p_http_status, p_stop_reason, p_input_tokens, p_cache_write_5m_tokens, p_cache_write_1h_tokens,
    p_cache_read_tokens, p_output_tokens, p_thinking_tokens, p_web_searches, p_modifiers, p_is_estimated, p_price_nano,
    p_upstream_cost_nano, p_first_byte_ms, p_total_ms, p_parts);
  INSERT INTO usage_move
  SELECT s.workspace_id, time_of_id(s.id), s.id, move.position, move.upstream, move.why, move.label
  FROM unnest(p_workspace_id, p_id, kinds, p_moves) AS s (workspace_id, id, kind, moves)
  CROSS JOIN LATERAL jsonb_to_recordset(s.moves) AS move (position integer, upstream text, why text, label text)
  WHERE s.kind = 's'
  ON CONFLICT DO NOTHING;
END $$;
