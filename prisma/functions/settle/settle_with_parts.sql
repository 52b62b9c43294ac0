-- Settles as settle_repeats does, and keeps the parts of those that it writes now. Few calls have any: the others are
-- spared the way.
CREATE OR REPLACE FUNCTION settle_with_parts(
  p_workspace_id uuid[], p_id uuid[], p_key_id uuid[], p_model_id text[], p_price_version integer[], p_outcome text[], p_reason text[],
  p_endpoint text[], p_is_stream boolean[], p_upstream text[], p_upstream_request_id text[], p_http_status integer[], p_stop_reason
  text[], p_input_tokens integer[], p_cache_write_5m_tokens integer[], p_cache_write_1h_tokens integer[], p_cache_read_tokens integer[],
  p_output_tokens integer[], p_thinking_tokens integer[], p_web_searches integer[], p_modifiers text[], p_is_estimated boolean[],
  p_price_nano bigint[], p_upstream_cost_nano bigint[], p_first_byte_ms integer[], p_total_ms integer[], p_parts jsonb[],
  OUT kinds text[], OUT charges bigint[], OUT absorbed bigint[], OUT available bigint[]
) LANGUAGE plpgsql AS $$
BEGIN
  SELECT * INTO kinds, charges, absorbed, available FROM settle_repeats(
    p_workspace_id, p_id, p_key_id, p_model_id, p_price_version, p_outcome, p_reason, p_endpoint, p_is_stream, p_upstream,
    p_upstream_request_id, p_http_status, p_stop_reason, p_input_tokens, p_cache_write_5m_tokens, p_cache_write_1h_tokens,
    p_cache_read_tokens, p_output_tokens, p_thinking_tokens, p_web_searches, p_modifiers, p_is_estimated, p_price_nano,
    p_upstream_cost_nano, p_first_byte_ms, p_total_ms);
  PERFORM write_parts(s.workspace_id, s.id, EXISTS (
    SELECT FROM usage_event e
    WHERE e.workspace_id = s.workspace_id AND e.created_at = time_of_id(s.id) AND e.id = s.id AND e.is_late
  ), s.parts)
  FROM unnest(p_workspace_id, p_id, kinds, p_parts) AS s (workspace_id, id, kind, parts)
  WHERE s.kind = 's' AND s.parts IS NOT NULL;
END $$;
