-- The usage events of calls. Every path writes them with INSERT INTO usage_event SELECT * FROM usage_events_of(…). It is a plain SELECT,
-- which Postgres inlines into the calling statement. Each settle is a settle_row as text. p_outcome replaces the settle's own outcome.
CREATE OR REPLACE FUNCTION usage_events_of(
  p_workspace_ids uuid[], p_ids uuid[], p_settles text[], p_holds bigint[], p_prices bigint[], p_charges bigint[],
  p_is_late boolean DEFAULT false, p_outcome text DEFAULT NULL
) RETURNS SETOF usage_event LANGUAGE sql STABLE AS $$
  SELECT p_workspace_ids[n], time_of_id(p_ids[n]), p_ids[n], p_is_late, i.key_id, i.model_id, i.price_version, coalesce(p_outcome, i.outcome),
    i.reason, i.endpoint, i.is_stream, i.upstream, i.upstream_request_id, i.http_status, i.stop_reason, i.input_tokens,
    i.cache_write_5m_tokens, i.cache_write_1h_tokens, i.cache_read_tokens, i.output_tokens, i.thinking_tokens, i.web_searches,
    string_to_array(i.modifiers, ','), i.is_estimated, p_holds[n], p_prices[n], p_charges[n], p_prices[n] - p_charges[n],
    i.upstream_cost_nano, i.first_byte_ms, i.total_ms, now()::timestamptz(3), pg_current_xact_id()
  FROM unnest(p_settles::settle_row[]) WITH ORDINALITY AS i (
    key_id, model_id, price_version, outcome, reason, endpoint, is_stream, upstream, upstream_request_id, http_status, stop_reason,
    input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, thinking_tokens, web_searches, modifiers,
    is_estimated, upstream_cost_nano, first_byte_ms, total_ms, n
  )
$$;
