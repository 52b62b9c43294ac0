-- Locks the wallet, expires due credit, renews the ceiling for the tier and the month, and returns the wallet. Its columns are NULL if
-- there is no wallet.
CREATE OR REPLACE FUNCTION ready_wallet(p_workspace_id uuid) RETURNS wallet LANGUAGE plpgsql AS $$
DECLARE
  v_wallet wallet;
  v_now timestamptz := now();
BEGIN
  SELECT * INTO v_wallet FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  IF is_wallet_due(v_wallet.next_expiry_at, v_wallet.spend_ceiling_until, v_now) THEN
    PERFORM expire_due_lots(p_workspace_id);
    IF v_wallet.spend_ceiling_until <= v_now THEN
      PERFORM renew_spend_ceiling(p_workspace_id);
    END IF;
    SELECT * INTO v_wallet FROM wallet WHERE workspace_id = p_workspace_id;
  END IF;
  RETURN v_wallet;
END $$;
