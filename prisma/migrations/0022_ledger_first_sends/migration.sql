-- First sends, which nearly all are, in as few statements as they need; every answer is the one that the careful functions give.

-- One hold. What refuses it, and what has to be done first (a lot that is due, a ceiling that has lapsed), is the careful
-- function's business, and so is an id that is known.
CREATE FUNCTION place_hold_first(
  p_workspace_id uuid, p_id uuid, p_key_id uuid, p_model_id text, p_price_version integer, p_amount_nano bigint, p_lease_id bigint,
  OUT kind text, OUT available bigint, OUT held bigint
) LANGUAGE plpgsql AS $$
BEGIN
  UPDATE wallet SET available_nano = available_nano - p_amount_nano, held_nano = held_nano + p_amount_nano
  WHERE workspace_id = p_workspace_id AND p_amount_nano <= available_nano AND NOT is_frozen
    AND coalesce(next_expiry_at > now(), true) AND spend_ceiling_until > now()
    AND coalesce(p_amount_nano <= spend_ceiling_nano - spent_total_nano - held_nano, true)
  RETURNING 'h', available_nano, held_nano INTO kind, available, held;
  IF FOUND THEN
    -- A statement of its own: begun after the wallet was locked, it sees what a settle wrote that held the lock before.
    INSERT INTO hold (workspace_id, id, key_id, model_id, price_version, lease_id, amount_nano)
    SELECT p_workspace_id, p_id, p_key_id, p_model_id, p_price_version, p_lease_id, p_amount_nano
    WHERE NOT EXISTS (SELECT FROM usage_event WHERE workspace_id = p_workspace_id AND created_at = time_of_id(p_id) AND id = p_id)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN RETURN; END IF;
    UPDATE wallet SET available_nano = available_nano + p_amount_nano, held_nano = held_nano - p_amount_nano
    WHERE workspace_id = p_workspace_id;
  END IF;
  SELECT * INTO kind, available, held
  FROM place_hold_one(p_workspace_id, p_id, p_key_id, p_model_id, p_price_version, p_amount_nano, p_lease_id);
END $$;

-- Many holds of one wallet, which together fit into it; otherwise place_hold_batch says which of them do. An id that is known
-- raises unique_violation or RL001, as it does there.
CREATE FUNCTION place_wallet_holds(
  p_workspace_id uuid, p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, OUT kinds text[], OUT available bigint[], OUT held bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_count integer := cardinality(p_ids);
  v_total bigint := 0;
  v_oldest uuid;
  v_newest uuid;
  v_available bigint;
  v_held bigint;
BEGIN
  FOR n IN 1 .. v_count LOOP
    v_total := v_total + p_amounts[n];
    v_oldest := least(v_oldest, p_ids[n]);
    v_newest := greatest(v_newest, p_ids[n]);
  END LOOP;
  UPDATE wallet SET available_nano = available_nano - v_total, held_nano = held_nano + v_total
  WHERE workspace_id = p_workspace_id AND v_total <= available_nano AND NOT is_frozen
    AND coalesce(next_expiry_at > now(), true) AND spend_ceiling_until > now()
    AND coalesce(v_total <= spend_ceiling_nano - spent_total_nano - held_nano, true)
  RETURNING available_nano, held_nano INTO v_available, v_held;
  IF NOT FOUND THEN
    SELECT * INTO kinds, available, held FROM place_hold_batch(
      array_fill(p_workspace_id, ARRAY[v_count]), p_ids, p_key_ids, p_model_ids, p_price_versions, p_amounts, p_lease_id);
    RETURN;
  END IF;
  INSERT INTO hold (workspace_id, id, key_id, model_id, price_version, lease_id, amount_nano)
  SELECT p_workspace_id, p_ids[n], p_key_ids[n], p_model_ids[n], p_price_versions[n], p_lease_id, p_amounts[n]
  FROM generate_series(1, v_count) AS n;
  -- The ids of a batch are a few milliseconds apart: one look at the index instead of one for each.
  IF EXISTS (
    SELECT FROM usage_event
    WHERE workspace_id = p_workspace_id AND created_at BETWEEN time_of_id(v_oldest) AND time_of_id(v_newest) AND id = ANY (p_ids)
  ) THEN
    RAISE EXCEPTION 'an id of the batch is known' USING ERRCODE = 'RL001';
  END IF;
  kinds := array_fill('h'::text, ARRAY[v_count]);
  available := p_amounts;
  held := p_amounts;
  FOR n IN REVERSE v_count .. 1 LOOP
    available[n] := v_available;
    held[n] := v_held;
    v_available := v_available + p_amounts[n];
    v_held := v_held - p_amounts[n];
  END LOOP;
END $$;

-- One settle or release of a hold that is there. When it is not, nothing is changed and the answer is NULL.
CREATE FUNCTION settle_first(
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

-- What a settle says of its call beside wallet, id and price. One array of rows is read at half the cost of one array a column.
CREATE TYPE settle_row AS (
  key_id uuid, model_id text, price_version integer, outcome text, reason text, endpoint text, is_stream boolean, upstream text,
  upstream_request_id text, http_status integer, stop_reason text, input_tokens integer, cache_write_5m_tokens integer,
  cache_write_1h_tokens integer, cache_read_tokens integer, output_tokens integer, thinking_tokens integer, web_searches integer,
  modifiers text, is_estimated boolean, upstream_cost_nano bigint, first_byte_ms integer, total_ms integer
);

-- Many settles of one wallet, as settle_batch does them.
CREATE FUNCTION settle_wallet_calls(
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

