-- Places many holds of one wallet, with the answers that place_hold_one gives one by one: a big hold that is refused does not stop a
-- smaller later one. For first sends only: a known id raises unique_violation or RL001, and the batch is then sent as repeats.
CREATE OR REPLACE FUNCTION place_wallet_holds_each(
  p_workspace_id uuid, p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, OUT kinds text[], OUT available bigint[], OUT held bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_wallet wallet := ready_wallet(p_workspace_id);
  v_count integer := cardinality(p_ids);
  v_available bigint := v_wallet.available_nano;
  v_held bigint := v_wallet.held_nano;
  v_oldest uuid;
  v_newest uuid;
BEGIN
  kinds := array_fill('n'::text, ARRAY[v_count]);
  available := array_fill(0::bigint, ARRAY[v_count]);
  held := available;
  IF v_wallet.workspace_id IS NULL THEN RETURN; END IF;
  FOR n IN 1 .. v_count LOOP
    v_oldest := least(v_oldest, p_ids[n]);
    v_newest := greatest(v_newest, p_ids[n]);
    kinds[n] := coalesce(hold_refusal(
      p_amount => p_amounts[n], p_available => v_available, p_owed => v_wallet.owed_nano, p_held => v_held,
      p_spent => v_wallet.spent_total_nano, p_ceiling => v_wallet.spend_ceiling_nano, p_is_frozen => v_wallet.is_frozen,
      p_is_questioned => v_wallet.is_questioned OR v_wallet.debt_nano > 0), 'h');
    IF kinds[n] = 'h' THEN
      v_available := v_available - p_amounts[n];
      v_held := v_held + p_amounts[n];
    END IF;
    available[n] := shown_available(kinds[n], v_available, v_wallet.owed_nano);
    held[n] := v_held;
  END LOOP;
  INSERT INTO hold (workspace_id, id, key_id, model_id, price_version, lease_id, amount_nano)
  SELECT p_workspace_id, p_ids[n], p_key_ids[n], p_model_ids[n], p_price_versions[n], p_lease_id, p_amounts[n]
  FROM generate_series(1, v_count) AS n WHERE kinds[n] = 'h';
  IF EXISTS (
    SELECT FROM usage_event
    WHERE workspace_id = p_workspace_id AND created_at BETWEEN time_of_id(v_oldest) AND time_of_id(v_newest) AND id = ANY (p_ids)
  ) OR EXISTS (
    SELECT FROM hold h JOIN unnest(p_ids, kinds) AS i (id, kind) ON h.id = i.id WHERE h.workspace_id = p_workspace_id AND i.kind <> 'h'
  ) THEN
    RAISE EXCEPTION 'an id of the batch is known' USING ERRCODE = 'RL001';
  END IF;
  UPDATE wallet SET available_nano = v_available, held_nano = v_held WHERE workspace_id = p_workspace_id AND held_nano <> v_held;
END $$;
