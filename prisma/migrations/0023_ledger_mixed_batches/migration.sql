-- The batch functions as they were, for several wallets: each wallet is read once, with its lock, and kept in arrays.
CREATE OR REPLACE FUNCTION place_hold_batch(
  p_workspace_ids uuid[], p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, OUT kinds text[], OUT available bigint[], OUT held bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_wallet record;
  v_wallets uuid[];
  v_available bigint[];
  v_held bigint[];
  v_may_hold bigint[];
  v_is_frozen boolean[];
  v_is_due boolean;
  v_refused integer := 0;
  v_oldest uuid;
  v_newest uuid;
  k integer;
BEGIN
  -- What is due may change the balances, which are then read again.
  FOR pass IN 1 .. 2 LOOP
    k := 0;
    v_is_due := false;
    FOR v_wallet IN
      SELECT workspace_id, available_nano, held_nano, spend_ceiling_nano - spent_total_nano AS may_hold, is_frozen,
        next_expiry_at <= now() IS TRUE OR spend_ceiling_until <= now() AS is_due
      FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE
    LOOP
      k := k + 1;
      v_wallets[k] := v_wallet.workspace_id;
      v_available[k] := v_wallet.available_nano;
      v_held[k] := v_wallet.held_nano;
      v_may_hold[k] := v_wallet.may_hold;
      v_is_frozen[k] := v_wallet.is_frozen;
      v_is_due := v_is_due OR v_wallet.is_due;
    END LOOP;
    EXIT WHEN NOT v_is_due;
    PERFORM expire_due_lots(workspace_id) FROM wallet WHERE workspace_id = ANY (p_workspace_ids) AND next_expiry_at <= now();
    PERFORM renew_spend_ceiling(workspace_id) FROM wallet WHERE workspace_id = ANY (p_workspace_ids) AND spend_ceiling_until <= now();
  END LOOP;
  kinds := array_fill('h'::text, ARRAY[cardinality(p_ids)]);
  available := p_amounts;
  held := p_amounts;
  FOR n IN 1 .. cardinality(p_ids) LOOP
    v_oldest := least(v_oldest, p_ids[n]);
    v_newest := greatest(v_newest, p_ids[n]);
    k := array_position(v_wallets, p_workspace_ids[n]);
    IF k IS NULL THEN
      kinds[n] := 'n';
      available[n] := 0;
      held[n] := 0;
      v_refused := v_refused + 1;
      CONTINUE;
    END IF;
    IF v_is_frozen[k] THEN
      kinds[n] := 'f';
    ELSIF p_amounts[n] > v_available[k] THEN
      kinds[n] := 'b';
    ELSIF v_held[k] + p_amounts[n] > v_may_hold[k] THEN
      kinds[n] := 'm';
    END IF;
    IF kinds[n] = 'h' THEN
      v_available[k] := v_available[k] - p_amounts[n];
      v_held[k] := v_held[k] + p_amounts[n];
    ELSE
      v_refused := v_refused + 1;
    END IF;
    available[n] := v_available[k];
    held[n] := v_held[k];
  END LOOP;
  INSERT INTO hold (workspace_id, id, key_id, model_id, price_version, lease_id, amount_nano)
  SELECT p_workspace_ids[n], p_ids[n], p_key_ids[n], p_model_ids[n], p_price_versions[n], p_lease_id, p_amounts[n]
  FROM generate_series(1, cardinality(p_ids)) AS n WHERE kinds[n] = 'h';
  IF EXISTS (
    SELECT FROM usage_event
    WHERE workspace_id = ANY (v_wallets) AND created_at BETWEEN time_of_id(v_oldest) AND time_of_id(v_newest) AND id = ANY (p_ids)
  ) OR v_refused > 0 AND EXISTS (
    SELECT FROM unnest(p_workspace_ids, p_ids, kinds) AS i (workspace_id, id, kind)
    JOIN hold h ON h.workspace_id = i.workspace_id AND h.id = i.id WHERE i.kind <> 'h'
  ) THEN
    RAISE EXCEPTION 'an id of the batch is known' USING ERRCODE = 'RL001';
  END IF;
  UPDATE wallet w SET available_nano = v_available[u], held_nano = v_held[u]
  FROM generate_series(1, cardinality(v_wallets)) AS u WHERE w.workspace_id = v_wallets[u] AND w.held_nano <> v_held[u];
END $$;

DROP FUNCTION settle_batch(
  uuid[], uuid[], uuid[], text[], integer[], text[], text[], text[], boolean[], text[], text[], integer[], text[], integer[], integer[],
  integer[], integer[], integer[], integer[], integer[], text[], boolean[], bigint[], bigint[], integer[], integer[]);
CREATE FUNCTION settle_batch(
  p_workspace_ids uuid[], p_ids uuid[], p_prices bigint[], p_rows settle_row[], OUT charges bigint[], OUT available bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_row record;
  v_holds bigint[] := p_prices;
  v_found integer := 0;
  -- A hold of that id, but of another wallet of the batch.
  v_is_mixed_up boolean := false;
  v_wallets uuid[];
  v_available bigint[];
  v_held bigint[];
  v_spent bigint[];
  k integer := 0;
BEGIN
  FOR v_row IN
    SELECT workspace_id, available_nano, held_nano, spent_total_nano
    FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE
  LOOP
    k := k + 1;
    v_wallets[k] := v_row.workspace_id;
    v_available[k] := v_row.available_nano;
    v_held[k] := v_row.held_nano;
    v_spent[k] := v_row.spent_total_nano;
  END LOOP;
  FOR v_row IN DELETE FROM hold WHERE workspace_id = ANY (v_wallets) AND id = ANY (p_ids) RETURNING workspace_id, id, amount_nano LOOP
    k := array_position(p_ids, v_row.id);
    v_holds[k] := v_row.amount_nano;
    v_found := v_found + 1;
    v_is_mixed_up := v_is_mixed_up OR v_row.workspace_id <> p_workspace_ids[k];
  END LOOP;
  IF v_is_mixed_up OR v_found < cardinality(p_ids) THEN
    RAISE EXCEPTION 'a hold of the batch is missing' USING ERRCODE = 'RL001';
  END IF;
  charges := p_prices;
  available := p_prices;
  FOR n IN 1 .. v_found LOOP
    k := array_position(v_wallets, p_workspace_ids[n]);
    charges[n] := least(p_prices[n], v_holds[n] + v_available[k]);
    v_available[k] := v_available[k] + v_holds[n] - charges[n];
    v_held[k] := v_held[k] - v_holds[n];
    v_spent[k] := v_spent[k] + charges[n];
    available[n] := v_available[k];
  END LOOP;
  UPDATE wallet w SET available_nano = v_available[u], held_nano = v_held[u], spent_total_nano = v_spent[u]
  FROM generate_series(1, cardinality(v_wallets)) AS u WHERE w.workspace_id = v_wallets[u];
  INSERT INTO usage_event (
    workspace_id, id, key_id, model_id, price_version, outcome, reason, endpoint, is_stream, upstream, upstream_request_id, http_status,
    stop_reason, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, thinking_tokens,
    web_searches, modifiers, is_estimated, price_nano, upstream_cost_nano, first_byte_ms, total_ms, created_at, hold_nano, charge_nano,
    absorbed_nano
  )
  SELECT
    p_workspace_ids[n], p_ids[n], i.key_id, i.model_id, i.price_version, i.outcome, i.reason, i.endpoint, i.is_stream, i.upstream,
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

