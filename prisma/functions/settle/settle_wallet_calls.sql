-- Writes many settles of one wallet, as settle_batch does for several wallets.
CREATE OR REPLACE FUNCTION settle_wallet_calls(
  p_workspace_id uuid, p_ids uuid[], p_prices bigint[], p_settles text[], OUT charges bigint[], OUT available bigint[]
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_ended record;
  v_count integer := cardinality(p_ids);
  v_found integer := 0;
  v_workspace_ids uuid[] := array_fill(p_workspace_id, ARRAY[v_count]);
  v_holds bigint[] := p_prices;
  v_available bigint;
  v_held bigint;
  v_spent bigint;
  v_owed bigint;
BEGIN
  SELECT available_nano, held_nano, spent_total_nano, owed_nano INTO v_available, v_held, v_spent, v_owed
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
    charges[n] := charge_of(p_prices[n], v_holds[n], v_available);
    v_available := v_available + v_holds[n] - charges[n];
    v_held := v_held - v_holds[n];
    v_spent := v_spent + charges[n];
    v_owed := v_owed + p_prices[n] - charges[n];
    available[n] := v_available;
  END LOOP;
  UPDATE wallet SET available_nano = v_available, held_nano = v_held, spent_total_nano = v_spent, owed_nano = v_owed
  WHERE workspace_id = p_workspace_id;
  INSERT INTO usage_event
  SELECT * FROM usage_events_of(v_workspace_ids, p_ids, p_settles, v_holds, p_prices, charges);
END $$;
