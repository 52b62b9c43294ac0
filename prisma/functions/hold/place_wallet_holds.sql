-- Places many holds of one wallet that together fit into it. Otherwise place_wallet_holds_each decides which of them fit. For first sends
-- only: a known id raises unique_violation or RL001, and the batch is then sent as repeats.
CREATE OR REPLACE FUNCTION place_wallet_holds(
  p_workspace_id uuid, p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, OUT kinds text[], OUT available bigint[], OUT held bigint[]
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_now timestamptz := now();
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
  WHERE workspace_id = p_workspace_id AND NOT is_wallet_due(next_expiry_at, spend_ceiling_until, v_now) AND hold_refusal(
    p_amount => v_total, p_available => available_nano, p_owed => owed_nano, p_held => held_nano, p_spent => spent_total_nano,
    p_ceiling => spend_ceiling_nano, p_is_frozen => is_frozen, p_is_questioned => is_questioned OR debt_nano > 0) IS NULL
  RETURNING available_nano, held_nano INTO v_available, v_held;
  IF NOT FOUND THEN
    SELECT * INTO kinds, available, held FROM place_wallet_holds_each(
      p_workspace_id, p_ids, p_key_ids, p_model_ids, p_price_versions, p_amounts, p_lease_id);
    RETURN;
  END IF;
  INSERT INTO hold (workspace_id, id, key_id, model_id, price_version, lease_id, amount_nano)
  SELECT p_workspace_id, p_ids[n], p_key_ids[n], p_model_ids[n], p_price_versions[n], p_lease_id, p_amounts[n]
  FROM generate_series(1, v_count) AS n;
  -- The ids of a batch are a few milliseconds apart, so one index scan replaces a look-up for each.
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
