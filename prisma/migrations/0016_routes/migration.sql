-- Accounts that a call passed over before the one that its usage event names, in order, and why: `failover` was asked and
-- failed, `cooling` was left alone, `refused` could not do what was asked.
CREATE TABLE usage_move (
  workspace_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  call_id uuid NOT NULL,
  position integer NOT NULL,
  upstream text NOT NULL,
  why text NOT NULL CHECK (why IN ('failover', 'cooling', 'refused')),
  label text NOT NULL,
  PRIMARY KEY (workspace_id, created_at, call_id, position)
);
CREATE TRIGGER usage_move_append_only BEFORE UPDATE OR DELETE ON usage_move
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Settles as settle_with_parts does, and keeps the moves of those that it writes now. A call that its first account
-- answered is spared the way.
CREATE FUNCTION settle_with_moves(
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
  WHERE s.kind = 's';
END $$;

-- How each front door finds its accounts: written by them every few seconds where something changed, read by the admin's page.
CREATE TABLE upstream_health (
  instance text NOT NULL,
  account_id text NOT NULL,
  calls bigint NOT NULL,
  failures bigint NOT NULL,
  cooling jsonb NOT NULL,
  last_failure_at timestamptz(3),
  last_failure_label text,
  last_failure_message text,
  written_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (instance, account_id)
);
