-- Pays debt from what is available: a call that ended after its money was taken back may have left some. Returns how much.
CREATE OR REPLACE FUNCTION pay_debt(p_workspace_id uuid) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_wallet wallet;
  v_paid bigint;
BEGIN
  SELECT * INTO v_wallet FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  IF NOT FOUND OR v_wallet.debt_nano = 0 OR v_wallet.available_nano = 0 THEN RETURN 0; END IF;
  PERFORM burn_lots(p_workspace_id);
  PERFORM expire_due_lots(p_workspace_id);
  v_paid := take_from_lots(p_workspace_id, v_wallet.debt_nano, 'all', NULL, 'debt_paid', 'debt', 'debt_paid:' || new_id());
  UPDATE wallet SET debt_nano = debt_nano - v_paid WHERE workspace_id = p_workspace_id;
  RETURN v_paid;
END $$;
