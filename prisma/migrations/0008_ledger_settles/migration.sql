-- One settle or release. The hold's row is deleted by exactly one transaction; whoever comes later reads what that one wrote.
-- The charge is what the call costs, at most hold and balance together; the rest is absorbed.
-- A hold that the sweeper has expired is settled late: out of the balance, as a second row with what the first one lacks.
CREATE FUNCTION settle_one(
  p_workspace_id uuid, p_id uuid, p_key_id uuid, p_model_id text, p_price_version integer, p_outcome text, p_reason text, p_endpoint text,
  p_is_stream boolean, p_upstream text, p_upstream_request_id text, p_http_status integer, p_stop_reason text, p_input_tokens integer,
  p_cache_write_5m_tokens integer, p_cache_write_1h_tokens integer, p_cache_read_tokens integer, p_output_tokens integer,
  p_thinking_tokens integer, p_web_searches integer, p_modifiers text, p_is_estimated boolean, p_price_nano bigint, p_upstream_cost_nano
  bigint, p_first_byte_ms integer, p_total_ms integer,
  OUT kind text, OUT charge bigint, OUT absorbed bigint, OUT available bigint
) LANGUAGE plpgsql AS $$
DECLARE
  v_wallet wallet;
  v_first usage_event;
  v_late usage_event;
  v_hold bigint;
  v_price bigint := p_price_nano;
  v_outcome text := p_outcome;
  v_is_late boolean := false;
BEGIN
  SELECT * INTO v_wallet FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  IF NOT FOUND THEN
    kind := 'n'; charge := 0; absorbed := 0; available := 0;
    RETURN;
  END IF;
  DELETE FROM hold WHERE workspace_id = p_workspace_id AND id = p_id RETURNING amount_nano INTO v_hold;
  IF v_hold IS NULL THEN
    SELECT * INTO v_first FROM usage_event
    WHERE workspace_id = p_workspace_id AND created_at = time_of_id(p_id) AND id = p_id AND NOT is_late;
    IF FOUND THEN
      SELECT * INTO v_late FROM usage_event
      WHERE workspace_id = p_workspace_id AND created_at = time_of_id(p_id) AND id = p_id AND is_late;
      v_is_late := true;
      v_price := greatest(p_price_nano - v_first.price_nano, 0);
    END IF;
    IF v_late.id IS NOT NULL OR p_outcome = 'released' AND v_is_late OR v_first.outcome IN ('settled', 'released', 'settled_late') THEN
      kind := CASE WHEN is_same_settle(v_first, v_late, p_outcome, p_price_nano, p_output_tokens) THEN 'r' ELSE 'c' END;
      charge := v_first.charge_nano + coalesce(v_late.charge_nano, 0);
      absorbed := v_first.absorbed_nano + coalesce(v_late.absorbed_nano, 0);
      available := v_wallet.available_nano;
      RETURN;
    END IF;
    v_hold := 0;
    IF p_outcome = 'settled' THEN v_outcome := 'settled_late'; END IF;
  END IF;
  kind := 's';
  charge := least(v_price, v_hold + v_wallet.available_nano);
  absorbed := v_price - charge;
  available := v_wallet.available_nano + v_hold - charge;
  UPDATE wallet SET available_nano = available, held_nano = held_nano - v_hold, spent_total_nano = spent_total_nano + charge
  WHERE workspace_id = p_workspace_id;
  INSERT INTO usage_event (
    workspace_id, id, key_id, model_id, price_version, outcome, reason, endpoint, is_stream, upstream, upstream_request_id, http_status,
    stop_reason, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, thinking_tokens,
    web_searches, modifiers, is_estimated, price_nano, upstream_cost_nano, first_byte_ms, total_ms, created_at, is_late, hold_nano,
    charge_nano, absorbed_nano
  ) VALUES (
    p_workspace_id, p_id, p_key_id, p_model_id, p_price_version, v_outcome, p_reason, p_endpoint, p_is_stream, p_upstream,
    p_upstream_request_id, p_http_status, p_stop_reason, p_input_tokens, p_cache_write_5m_tokens, p_cache_write_1h_tokens,
    p_cache_read_tokens, p_output_tokens, p_thinking_tokens, p_web_searches, string_to_array(p_modifiers, ','), p_is_estimated, v_price,
    p_upstream_cost_nano, p_first_byte_ms, p_total_ms, time_of_id(p_id), v_is_late, v_hold, charge, absorbed
  );
  charge := charge + coalesce(v_first.charge_nano, 0);
  absorbed := absorbed + coalesce(v_first.absorbed_nano, 0);
END $$;

-- Whether a settle that found no hold says what was written before. A release of an expired hold asks for nothing more.
CREATE FUNCTION is_same_settle(p_first usage_event, p_late usage_event, p_outcome text, p_price_nano bigint, p_output_tokens integer)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN p_outcome = 'released' THEN p_first.outcome IN ('released', 'expired', 'settled_partial') AND p_late.id IS NULL
    WHEN p_late.id IS NOT NULL THEN
      p_late.price_nano = greatest(p_price_nano - p_first.price_nano, 0) AND p_late.output_tokens = p_output_tokens
    ELSE p_first.outcome IN ('settled', 'settled_late') AND p_first.price_nano = p_price_nano AND p_first.output_tokens = p_output_tokens
  END
$$;

-- Many settles, with the answers that the same calls one by one would get. For first sends only: when a hold is missing
-- it raises RL001 and changes nothing, and the batch is then sent as repeats.
CREATE FUNCTION settle_batch(
  p_workspace_id uuid[], p_id uuid[], p_key_id uuid[], p_model_id text[], p_price_version integer[], p_outcome text[], p_reason text[],
  p_endpoint text[], p_is_stream boolean[], p_upstream text[], p_upstream_request_id text[], p_http_status integer[], p_stop_reason
  text[], p_input_tokens integer[], p_cache_write_5m_tokens integer[], p_cache_write_1h_tokens integer[], p_cache_read_tokens integer[],
  p_output_tokens integer[], p_thinking_tokens integer[], p_web_searches integer[], p_modifiers text[], p_is_estimated boolean[],
  p_price_nano bigint[], p_upstream_cost_nano bigint[], p_first_byte_ms integer[], p_total_ms integer[],
  OUT kinds text[], OUT charges bigint[], OUT absorbed bigint[], OUT available bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_item record;
  v_wallet uuid;
  v_available bigint;
  v_held bigint;
  v_spent bigint;
  v_count integer := 0;
  v_holds bigint[];
  v_touched uuid[] := '{}';
  v_touched_available bigint[] := '{}';
  v_touched_held bigint[] := '{}';
  v_touched_spent bigint[] := '{}';
BEGIN
  charges := array_fill(0::bigint, ARRAY[cardinality(p_id)]);
  v_holds := charges;
  absorbed := charges;
  available := charges;
  kinds := array_fill('s'::text, ARRAY[cardinality(p_id)]);
  PERFORM FROM wallet WHERE workspace_id = ANY (p_workspace_id) ORDER BY workspace_id FOR UPDATE;
  FOR v_item IN
    WITH ended AS (
      DELETE FROM hold h USING unnest(p_workspace_id, p_id, p_price_nano) WITH ORDINALITY AS i (workspace_id, id, price_nano, n)
      WHERE h.workspace_id = i.workspace_id AND h.id = i.id
      RETURNING i.workspace_id, i.n::integer AS n, i.price_nano, h.amount_nano
    )
    SELECT ended.*, w.available_nano, w.held_nano, w.spent_total_nano
    FROM ended JOIN wallet w ON w.workspace_id = ended.workspace_id
    ORDER BY ended.workspace_id, ended.n
  LOOP
    IF v_item.workspace_id IS DISTINCT FROM v_wallet THEN
      IF v_count > 0 THEN
        v_touched := v_touched || v_wallet;
        v_touched_available := v_touched_available || v_available;
        v_touched_held := v_touched_held || v_held;
        v_touched_spent := v_touched_spent || v_spent;
      END IF;
      v_wallet := v_item.workspace_id;
      v_available := v_item.available_nano;
      v_held := v_item.held_nano;
      v_spent := v_item.spent_total_nano;
    END IF;
    v_count := v_count + 1;
    v_holds[v_item.n] := v_item.amount_nano;
    charges[v_item.n] := least(v_item.price_nano, v_item.amount_nano + v_available);
    absorbed[v_item.n] := v_item.price_nano - charges[v_item.n];
    v_available := v_available + v_item.amount_nano - charges[v_item.n];
    v_held := v_held - v_item.amount_nano;
    v_spent := v_spent + charges[v_item.n];
    available[v_item.n] := v_available;
  END LOOP;
  IF v_count < cardinality(p_id) THEN
    RAISE EXCEPTION 'a hold of the batch is missing' USING ERRCODE = 'RL001';
  END IF;
  v_touched := v_touched || v_wallet;
  v_touched_available := v_touched_available || v_available;
  v_touched_held := v_touched_held || v_held;
  v_touched_spent := v_touched_spent || v_spent;
  UPDATE wallet w SET available_nano = t.available, held_nano = t.held, spent_total_nano = t.spent
  FROM unnest(v_touched, v_touched_available, v_touched_held, v_touched_spent) AS t (workspace_id, available, held, spent)
  WHERE w.workspace_id = t.workspace_id;
  INSERT INTO usage_event (
    workspace_id, id, key_id, model_id, price_version, outcome, reason, endpoint, is_stream, upstream, upstream_request_id, http_status,
    stop_reason, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, thinking_tokens,
    web_searches, modifiers, is_estimated, price_nano, upstream_cost_nano, first_byte_ms, total_ms, created_at, hold_nano, charge_nano,
    absorbed_nano
  )
  SELECT
    i.workspace_id, i.id, i.key_id, i.model_id, i.price_version, i.outcome, i.reason, i.endpoint, i.is_stream, i.upstream,
    i.upstream_request_id, i.http_status, i.stop_reason, i.input_tokens, i.cache_write_5m_tokens, i.cache_write_1h_tokens,
    i.cache_read_tokens, i.output_tokens, i.thinking_tokens, i.web_searches, string_to_array(i.modifiers, ','), i.is_estimated,
    i.price_nano, i.upstream_cost_nano, i.first_byte_ms, i.total_ms, time_of_id(i.id), i.hold_nano, i.charge_nano, i.price_nano -
    i.charge_nano
  FROM unnest(
    p_workspace_id, p_id, p_key_id, p_model_id, p_price_version, p_outcome, p_reason, p_endpoint, p_is_stream, p_upstream,
    p_upstream_request_id, p_http_status, p_stop_reason, p_input_tokens, p_cache_write_5m_tokens, p_cache_write_1h_tokens,
    p_cache_read_tokens, p_output_tokens, p_thinking_tokens, p_web_searches, p_modifiers, p_is_estimated, p_price_nano,
    p_upstream_cost_nano, p_first_byte_ms, p_total_ms, v_holds, charges
  ) AS i (
    workspace_id, id, key_id, model_id, price_version, outcome, reason, endpoint, is_stream, upstream, upstream_request_id, http_status,
    stop_reason, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, thinking_tokens,
    web_searches, modifiers, is_estimated, price_nano, upstream_cost_nano, first_byte_ms, total_ms, hold_nano, charge_nano
  );
END $$;

-- Many settles of which some may have been written already or may come late: one by one, in the order given.
CREATE FUNCTION settle_repeats(
  p_workspace_id uuid[], p_id uuid[], p_key_id uuid[], p_model_id text[], p_price_version integer[], p_outcome text[], p_reason text[],
  p_endpoint text[], p_is_stream boolean[], p_upstream text[], p_upstream_request_id text[], p_http_status integer[], p_stop_reason
  text[], p_input_tokens integer[], p_cache_write_5m_tokens integer[], p_cache_write_1h_tokens integer[], p_cache_read_tokens integer[],
  p_output_tokens integer[], p_thinking_tokens integer[], p_web_searches integer[], p_modifiers text[], p_is_estimated boolean[],
  p_price_nano bigint[], p_upstream_cost_nano bigint[], p_first_byte_ms integer[], p_total_ms integer[],
  OUT kinds text[], OUT charges bigint[], OUT absorbed bigint[], OUT available bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_answer record;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = ANY (p_workspace_id) ORDER BY workspace_id FOR UPDATE;
  FOR n IN 1 .. cardinality(p_id) LOOP
    v_answer := settle_one(
      p_workspace_id[n], p_id[n], p_key_id[n], p_model_id[n], p_price_version[n], p_outcome[n], p_reason[n], p_endpoint[n],
      p_is_stream[n], p_upstream[n], p_upstream_request_id[n], p_http_status[n], p_stop_reason[n], p_input_tokens[n],
      p_cache_write_5m_tokens[n], p_cache_write_1h_tokens[n], p_cache_read_tokens[n], p_output_tokens[n], p_thinking_tokens[n],
      p_web_searches[n], p_modifiers[n], p_is_estimated[n], p_price_nano[n], p_upstream_cost_nano[n], p_first_byte_ms[n], p_total_ms[n]);
    kinds[n] := v_answer.kind;
    charges[n] := v_answer.charge;
    absorbed[n] := v_answer.absorbed;
    available[n] := v_answer.available;
  END LOOP;
END $$;
