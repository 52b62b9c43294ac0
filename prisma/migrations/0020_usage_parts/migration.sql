-- What another model used inside a call (an adviser, a fallback): paid at that model's price, rounded up on its own. The
-- call's usage event has the tokens of the called model, and its price is the sum of both.
CREATE TABLE usage_part (
  workspace_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  call_id uuid NOT NULL,
  model_id text NOT NULL,
  price_version integer NOT NULL,
  input_tokens integer NOT NULL CHECK (input_tokens >= 0),
  cache_write_5m_tokens integer NOT NULL CHECK (cache_write_5m_tokens >= 0),
  cache_write_1h_tokens integer NOT NULL CHECK (cache_write_1h_tokens >= 0),
  cache_read_tokens integer NOT NULL CHECK (cache_read_tokens >= 0),
  output_tokens integer NOT NULL CHECK (output_tokens >= 0),
  price_nano bigint NOT NULL CHECK (price_nano >= 0),
  PRIMARY KEY (workspace_id, created_at, call_id, model_id)
);
CREATE TRIGGER usage_part_append_only BEFORE UPDATE OR DELETE ON usage_part
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Settles as settle_repeats does, and keeps the parts of those that it writes now. Few calls have any: the others are
-- spared the way.
CREATE FUNCTION settle_with_parts(
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
  INSERT INTO usage_part
  SELECT s.workspace_id, time_of_id(s.id), s.id, part.*
  FROM unnest(p_workspace_id, p_id, kinds, p_parts) AS s (workspace_id, id, kind, parts)
  CROSS JOIN LATERAL jsonb_to_recordset(s.parts) AS part (
    model_id text, price_version integer, input_tokens integer, cache_write_5m_tokens integer, cache_write_1h_tokens integer,
    cache_read_tokens integer, output_tokens integer, price_nano bigint
  )
  WHERE s.kind = 's';
END $$;
