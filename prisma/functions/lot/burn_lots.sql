-- Takes what was spent since the last run from the lots, in burn order. The caller has locked the wallet.
CREATE OR REPLACE FUNCTION burn_lots(p_workspace_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_left bigint;
  v_take bigint;
  v_lot record;
BEGIN
  SELECT spent_total_nano - burned_total_nano INTO v_left FROM wallet WHERE workspace_id = p_workspace_id;
  IF v_left IS NULL OR v_left = 0 THEN RETURN; END IF;
  FOR v_lot IN
    SELECT id, remaining_nano FROM credit_lot WHERE workspace_id = p_workspace_id AND remaining_nano > 0
    ORDER BY priority, expires_at, id
  LOOP
    EXIT WHEN v_left = 0;
    v_take := least(v_lot.remaining_nano, v_left);
    UPDATE credit_lot SET remaining_nano = remaining_nano - v_take WHERE workspace_id = p_workspace_id AND id = v_lot.id;
    INSERT INTO lot_burn (workspace_id, lot_id, amount_nano) VALUES (p_workspace_id, v_lot.id, v_take);
    v_left := v_left - v_take;
  END LOOP;
  UPDATE wallet SET burned_total_nano = spent_total_nano - v_left WHERE workspace_id = p_workspace_id;
END $$;
