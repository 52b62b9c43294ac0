-- Places many holds of several wallets, with the answers that place_hold_one gives one by one: a big hold that is refused does not stop a
-- smaller later one. For first sends only: a known id raises unique_violation or RL001, and the batch is then sent as repeats.
-- Each wallet is read and locked once, and then kept in arrays.
CREATE OR REPLACE FUNCTION place_hold_batch(
  p_workspace_ids uuid[], p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, OUT kinds text[], OUT available bigint[], OUT held bigint[]
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_now timestamptz := now();
  v_wallet record;
  v_wallets uuid[];
  v_available bigint[];
  v_held bigint[];
  v_spent bigint[];
  v_ceiling bigint[];
  v_is_frozen boolean[];
  v_is_questioned boolean[];
  v_owed bigint[];
  v_is_due boolean;
  v_refused integer := 0;
  v_oldest uuid;
  v_newest uuid;
  k integer;
BEGIN
  -- Due credit may change the balances, so they are read again.
  FOR pass IN 1 .. 2 LOOP
    k := 0;
    v_is_due := false;
    FOR v_wallet IN
      SELECT workspace_id, available_nano, held_nano, spent_total_nano, spend_ceiling_nano, is_frozen, owed_nano,
        is_questioned OR debt_nano > 0 AS is_questioned, is_wallet_due(next_expiry_at, spend_ceiling_until, v_now) AS is_due
      FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE
    LOOP
      k := k + 1;
      v_wallets[k] := v_wallet.workspace_id;
      v_available[k] := v_wallet.available_nano;
      v_held[k] := v_wallet.held_nano;
      v_spent[k] := v_wallet.spent_total_nano;
      v_ceiling[k] := v_wallet.spend_ceiling_nano;
      v_is_frozen[k] := v_wallet.is_frozen;
      v_is_questioned[k] := v_wallet.is_questioned;
      v_owed[k] := v_wallet.owed_nano;
      v_is_due := v_is_due OR v_wallet.is_due;
    END LOOP;
    EXIT WHEN NOT v_is_due;
    PERFORM ready_wallet(workspace_id) FROM wallet
    WHERE workspace_id = ANY (p_workspace_ids) AND is_wallet_due(next_expiry_at, spend_ceiling_until, v_now);
  END LOOP;
  kinds := array_fill('n'::text, ARRAY[cardinality(p_ids)]);
  available := array_fill(0::bigint, ARRAY[cardinality(p_ids)]);
  held := available;
  FOR n IN 1 .. cardinality(p_ids) LOOP
    v_oldest := least(v_oldest, p_ids[n]);
    v_newest := greatest(v_newest, p_ids[n]);
    k := array_position(v_wallets, p_workspace_ids[n]);
    IF k IS NOT NULL THEN
      kinds[n] := coalesce(hold_refusal(
        p_amount => p_amounts[n], p_available => v_available[k], p_owed => v_owed[k], p_held => v_held[k], p_spent => v_spent[k],
        p_ceiling => v_ceiling[k], p_is_frozen => v_is_frozen[k], p_is_questioned => v_is_questioned[k]), 'h');
      IF kinds[n] = 'h' THEN
        v_available[k] := v_available[k] - p_amounts[n];
        v_held[k] := v_held[k] + p_amounts[n];
        available[n] := v_available[k];
      ELSE
        available[n] := shown_available(kinds[n], v_available[k], v_owed[k]);
      END IF;
      held[n] := v_held[k];
    END IF;
    IF kinds[n] <> 'h' THEN v_refused := v_refused + 1; END IF;
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
