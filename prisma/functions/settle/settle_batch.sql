-- Writes many settles, with the same answers as one by one. For first sends only: if a hold is missing, it raises RL001 and
-- changes nothing, and the batch is then sent as repeats.
CREATE OR REPLACE FUNCTION settle_batch(
  p_workspace_ids uuid[], p_ids uuid[], p_prices bigint[], p_settles text[], OUT charges bigint[], OUT available bigint[]
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_row record;
  v_holds bigint[] := p_prices;
  v_found integer := 0;
  -- The hold with this id belongs to another wallet of the batch.
  v_is_mixed_up boolean := false;
  v_wallets uuid[];
  v_available bigint[];
  v_held bigint[];
  v_spent bigint[];
  v_owed bigint[];
  k integer := 0;
BEGIN
  FOR v_row IN
    SELECT workspace_id, available_nano, held_nano, spent_total_nano, owed_nano
    FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE
  LOOP
    k := k + 1;
    v_wallets[k] := v_row.workspace_id;
    v_available[k] := v_row.available_nano;
    v_held[k] := v_row.held_nano;
    v_spent[k] := v_row.spent_total_nano;
    v_owed[k] := v_row.owed_nano;
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
    charges[n] := charge_of(p_prices[n], v_holds[n], v_available[k]);
    v_available[k] := v_available[k] + v_holds[n] - charges[n];
    v_held[k] := v_held[k] - v_holds[n];
    v_spent[k] := v_spent[k] + charges[n];
    v_owed[k] := v_owed[k] + p_prices[n] - charges[n];
    available[n] := v_available[k];
  END LOOP;
  UPDATE wallet w SET available_nano = v_available[u], held_nano = v_held[u], spent_total_nano = v_spent[u], owed_nano = v_owed[u]
  FROM generate_series(1, cardinality(v_wallets)) AS u WHERE w.workspace_id = v_wallets[u];
  INSERT INTO usage_event SELECT * FROM usage_events_of(p_workspace_ids, p_ids, p_settles, v_holds, p_prices, charges);
END $$;
