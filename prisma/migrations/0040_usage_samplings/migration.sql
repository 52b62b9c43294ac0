-- A model may be asked several times inside one call, and each sampling is priced by itself: with its own modifiers, and by the
-- step only where it alone is longer than that. Samplings that are priced alike are one part. A call whose own model's samplings
-- cannot be priced by their sum is broken down: the parts of its own model together have the tokens of its event, and they are priced
-- in its place. Parts written before have no is_step: their modifiers are those of their call, and their tokens say the side of the step.
ALTER TABLE usage_part
  ADD COLUMN number integer NOT NULL DEFAULT 0,
  ADD COLUMN modifiers text[] NOT NULL DEFAULT '{}',
  ADD COLUMN is_step boolean,
  DROP CONSTRAINT usage_part_pkey,
  ADD PRIMARY KEY (workspace_id, created_at, call_id, is_late, model_id, number);

-- Keeps the parts of one call, as its process wrote them.
CREATE FUNCTION write_parts(p_workspace_id uuid, p_call_id uuid, p_is_late boolean, p_parts jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO usage_part (
    workspace_id, created_at, call_id, is_late, number, model_id, price_version, modifiers, is_step, input_tokens,
    cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, price_nano
  )
  SELECT p_workspace_id, time_of_id(p_call_id), p_call_id, p_is_late, coalesce(part.number, 0), part.model_id, part.price_version,
    coalesce(part.modifiers, '{}'), part.is_step, part.input_tokens, part.cache_write_5m_tokens, part.cache_write_1h_tokens, part.cache_read_tokens,
    part.output_tokens, part.price_nano
  FROM jsonb_to_recordset(p_parts) AS part (
    number integer, model_id text, price_version integer, modifiers text[], is_step boolean, input_tokens integer,
    cache_write_5m_tokens integer, cache_write_1h_tokens integer, cache_read_tokens integer, output_tokens integer, price_nano bigint
  );
$$;

-- Ends the holds of processes whose lease has lapsed: the last checkpoint is charged, the rest goes back. Answers how many.
CREATE OR REPLACE FUNCTION sweep_holds(p_limit integer, p_max_age interval) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_workspace_id uuid;
  v_wallet wallet;
  v_hold hold;
  v_used settle_row;
  v_charge bigint;
  v_count integer := 0;
BEGIN
  FOR v_workspace_id IN
    SELECT DISTINCT workspace_id FROM (SELECT workspace_id FROM hold h WHERE is_dead_hold(h, p_max_age) LIMIT p_limit) dead ORDER BY 1
  LOOP
    SELECT * INTO v_wallet FROM wallet WHERE workspace_id = v_workspace_id FOR UPDATE;
    -- The oldest call first: where the balance does not cover all checkpoints, who is absorbed must not hang on the heap's order.
    FOR v_hold IN
      WITH dead AS (DELETE FROM hold h WHERE workspace_id = v_workspace_id AND is_dead_hold(h, p_max_age) RETURNING *)
      SELECT * FROM dead ORDER BY id
    LOOP
      v_charge := least(v_hold.checkpoint_nano, v_hold.amount_nano + v_wallet.available_nano);
      IF EXISTS (SELECT FROM usage_event
                 WHERE workspace_id = v_workspace_id AND created_at = time_of_id(v_hold.id) AND id = v_hold.id) THEN
        v_charge := 0;
      ELSE
        v_used := jsonb_populate_record(NULL::settle_row, v_hold.checkpoint_settle);
        INSERT INTO usage_event (
          workspace_id, created_at, id, key_id, model_id, price_version, outcome, reason, endpoint, is_stream, upstream,
          upstream_request_id, http_status, stop_reason, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens,
          output_tokens, thinking_tokens, web_searches, modifiers, is_estimated, hold_nano, price_nano, charge_nano, absorbed_nano,
          upstream_cost_nano, first_byte_ms, total_ms
        ) VALUES (
          v_workspace_id, time_of_id(v_hold.id), v_hold.id, v_hold.key_id, v_hold.model_id, v_hold.price_version,
          CASE WHEN v_hold.checkpoint_nano > 0 THEN 'settled_partial' ELSE 'expired' END, 'process_lost',
          coalesce(v_used.endpoint, 'unknown'), coalesce(v_used.is_stream, false), v_used.upstream, v_used.upstream_request_id,
          coalesce(v_used.http_status, 0), v_used.stop_reason, coalesce(v_used.input_tokens, 0), coalesce(v_used.cache_write_5m_tokens, 0),
          coalesce(v_used.cache_write_1h_tokens, 0), coalesce(v_used.cache_read_tokens, 0), coalesce(v_used.output_tokens, 0),
          v_used.thinking_tokens, coalesce(v_used.web_searches, 0), string_to_array(coalesce(v_used.modifiers, ''), ','),
          coalesce(v_used.is_estimated, v_hold.checkpoint_nano > 0), v_hold.amount_nano, v_hold.checkpoint_nano, v_charge,
          v_hold.checkpoint_nano - v_charge, v_used.upstream_cost_nano, v_used.first_byte_ms, coalesce(v_used.total_ms, 0)
        );
        PERFORM write_parts(v_workspace_id, v_hold.id, false, v_hold.checkpoint_settle -> 'parts');
        INSERT INTO usage_move
        SELECT v_workspace_id, time_of_id(v_hold.id), v_hold.id, move.position, move.upstream, move.why, move.label
        FROM jsonb_to_recordset(v_hold.checkpoint_settle -> 'moves') AS move (position integer, upstream text, why text, label text);
      END IF;
      v_wallet.available_nano := v_wallet.available_nano + v_hold.amount_nano - v_charge;
      UPDATE wallet SET available_nano = v_wallet.available_nano, held_nano = held_nano - v_hold.amount_nano,
        spent_total_nano = spent_total_nano + v_charge
      WHERE workspace_id = v_workspace_id;
      v_count := v_count + 1;
    END LOOP;
  END LOOP;
  DELETE FROM worker_lease l WHERE expires_at < now() - interval '1 hour' AND NOT EXISTS (SELECT FROM hold WHERE lease_id = l.id);
  RETURN v_count;
END $$;

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
