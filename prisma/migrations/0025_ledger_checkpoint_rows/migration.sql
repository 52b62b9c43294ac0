-- What a call has used goes with what it has cost: the event of a call whose process died can then be priced from its own row.
-- Kept as JSON under the names of settle_row, so that the type can gain fields while calls are in flight. NULL beside a
-- checkpoint is one of an earlier version, of which only the sum is known.
ALTER TABLE hold ADD COLUMN checkpoint_settle jsonb;

-- The settle that the call would have at this moment.
CREATE FUNCTION checkpoint_of(p_row settle_row, p_parts jsonb, p_moves jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_strip_nulls(to_jsonb(p_row) || jsonb_build_object('parts', p_parts, 'moves', p_moves))
$$;

-- What each open call has cost so far: should its process die, the sweeper charges this. A hold that is being settled is
-- skipped, and so is a sum below the one that is there: sum and row stay those of one moment.
DROP FUNCTION checkpoint_holds(uuid[], uuid[], bigint[]);
CREATE FUNCTION checkpoint_holds(
  p_workspace_ids uuid[], p_ids uuid[], p_prices bigint[], p_rows settle_row[], p_parts jsonb[], p_moves jsonb[]
) RETURNS void LANGUAGE sql AS $$
  WITH open AS (
    SELECT h.workspace_id, h.id, i.n::integer AS n
    FROM unnest(p_workspace_ids, p_ids) WITH ORDINALITY AS i (workspace_id, id, n)
    JOIN hold h ON h.workspace_id = i.workspace_id AND h.id = i.id
    WHERE h.checkpoint_nano <= p_prices[i.n]
    FOR UPDATE OF h SKIP LOCKED
  )
  UPDATE hold h
  SET checkpoint_nano = p_prices[n], checkpoint_settle = checkpoint_of(p_rows[n], p_parts[n], p_moves[n]), checkpoint_at = now()
  FROM open WHERE h.workspace_id = open.workspace_id AND h.id = open.id
$$;

-- Raises the holds of calls that cost more than was foreseen: to what is wanted, or as far towards it as balance, month and
-- budget leave room, but at least to what the call has cost so far, which is noted as its checkpoint with what it has used.
-- Sums are those that the hold shall have, not what is added: sent again, nothing more is taken.
-- Answers: e extended, b balance too small, f frozen, m monthly cap, k key's budget, g the call is no longer open.
DROP FUNCTION extend_holds(uuid[], uuid[], bigint[], bigint[]);
CREATE FUNCTION extend_holds(
  p_workspace_ids uuid[], p_ids uuid[], p_needed bigint[], p_wanted bigint[], p_rows settle_row[], p_parts jsonb[],
  p_moves jsonb[], OUT kinds text[], OUT amounts bigint[], OUT available bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_wallet wallet;
  v_hold hold;
  v_month_left bigint;
  v_budget_left bigint;
  v_amount bigint;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE;
  PERFORM expire_due_lots(workspace_id) FROM wallet WHERE workspace_id = ANY (p_workspace_ids) AND next_expiry_at <= now();
  PERFORM renew_spend_ceiling(workspace_id) FROM wallet WHERE workspace_id = ANY (p_workspace_ids) AND spend_ceiling_until <= now();
  FOR n IN 1 .. cardinality(p_ids) LOOP
    SELECT * INTO v_wallet FROM wallet WHERE workspace_id = p_workspace_ids[n];
    SELECT * INTO v_hold FROM hold WHERE workspace_id = p_workspace_ids[n] AND id = p_ids[n] FOR UPDATE;
    amounts[n] := coalesce(v_hold.amount_nano, 0);
    available[n] := coalesce(v_wallet.available_nano, 0);
    IF v_hold.id IS NULL THEN
      kinds[n] := 'g';
      CONTINUE;
    END IF;
    v_month_left := v_wallet.spend_ceiling_nano - v_wallet.spent_total_nano - v_wallet.held_nano;
    v_budget_left := hold_budget_left(v_hold);
    -- least() passes over what has no limit.
    v_amount := least(p_wanted[n], v_hold.amount_nano + greatest(least(v_wallet.available_nano, v_month_left, v_budget_left), 0));
    IF v_hold.amount_nano >= p_needed[n] AND v_amount <= v_hold.amount_nano THEN
      kinds[n] := 'e';
    ELSIF v_wallet.is_frozen THEN
      kinds[n] := 'f';
    ELSIF v_amount < p_needed[n] THEN
      kinds[n] := CASE
        WHEN v_hold.amount_nano + v_wallet.available_nano < p_needed[n] THEN 'b'
        WHEN v_hold.amount_nano + v_month_left < p_needed[n] THEN 'm'
        ELSE 'k' END;
    ELSE
      kinds[n] := 'e';
      amounts[n] := v_amount;
      available[n] := v_wallet.available_nano - (v_amount - v_hold.amount_nano);
      IF p_needed[n] >= v_hold.checkpoint_nano THEN
        v_hold.checkpoint_nano := p_needed[n];
        v_hold.checkpoint_settle := checkpoint_of(p_rows[n], p_parts[n], p_moves[n]);
      END IF;
      UPDATE hold SET amount_nano = v_amount, checkpoint_nano = v_hold.checkpoint_nano, checkpoint_settle = v_hold.checkpoint_settle,
        checkpoint_at = now()
      WHERE workspace_id = v_hold.workspace_id AND id = v_hold.id;
      UPDATE wallet SET available_nano = available[n], held_nano = held_nano + v_amount - v_hold.amount_nano
      WHERE workspace_id = v_hold.workspace_id;
    END IF;
  END LOOP;
END $$;

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
        INSERT INTO usage_part
        SELECT v_workspace_id, time_of_id(v_hold.id), v_hold.id, part.*, false
        FROM jsonb_to_recordset(v_hold.checkpoint_settle -> 'parts') AS part (
          model_id text, price_version integer, input_tokens integer, cache_write_5m_tokens integer, cache_write_1h_tokens integer,
          cache_read_tokens integer, output_tokens integer, price_nano bigint
        );
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

-- A call that was swept and settles late may have parts of both: each event is priced with its own.
ALTER TABLE usage_part ADD COLUMN is_late boolean NOT NULL DEFAULT false;
ALTER TABLE usage_part
  DROP CONSTRAINT usage_part_pkey,
  ADD PRIMARY KEY (workspace_id, created_at, call_id, is_late, model_id);

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
  INSERT INTO usage_part
  SELECT s.workspace_id, time_of_id(s.id), s.id, part.*, EXISTS (
    SELECT FROM usage_event e
    WHERE e.workspace_id = s.workspace_id AND e.created_at = time_of_id(s.id) AND e.id = s.id AND e.is_late
  )
  FROM unnest(p_workspace_id, p_id, kinds, p_parts) AS s (workspace_id, id, kind, parts)
  CROSS JOIN LATERAL jsonb_to_recordset(s.parts) AS part (
    model_id text, price_version integer, input_tokens integer, cache_write_5m_tokens integer, cache_write_1h_tokens integer,
    cache_read_tokens integer, output_tokens integer, price_nano bigint
  )
  WHERE s.kind = 's';
END $$;

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

-- A late event has all that its call used: sums count of it what the first event did not.
ALTER VIEW usage_line RENAME TO usage_event_line;
CREATE VIEW usage_line AS
SELECT
  line.workspace_id, line.created_at, line.id, line.xid, line.model_id, line.key_id, line.requests, line.free_requests,
  line.input_tokens - coalesce(first.input_tokens, 0) AS input_tokens,
  line.cache_write_5m_tokens - coalesce(first.cache_write_5m_tokens, 0) AS cache_write_5m_tokens,
  line.cache_write_1h_tokens - coalesce(first.cache_write_1h_tokens, 0) AS cache_write_1h_tokens,
  line.cache_read_tokens - coalesce(first.cache_read_tokens, 0) AS cache_read_tokens,
  line.output_tokens - coalesce(first.output_tokens, 0) AS output_tokens,
  line.web_searches - coalesce(first.web_searches, 0) AS web_searches,
  line.charge_nano, line.absorbed_nano,
  line.reads_saved_nano - coalesce(first.reads_saved_nano, 0) AS reads_saved_nano,
  line.writes_extra_nano - coalesce(first.writes_extra_nano, 0) AS writes_extra_nano
FROM usage_event_line line
-- A late event counts as no request. LIMIT keeps Postgres from joining whole tables for the few that there are.
LEFT JOIN LATERAL (
  SELECT * FROM usage_event_line first
  WHERE line.requests = 0 AND first.requests = 1
    AND first.workspace_id = line.workspace_id AND first.created_at = line.created_at AND first.id = line.id
  LIMIT 1
) first ON true;
