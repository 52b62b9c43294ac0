-- Takes the credit of a payment back whose money is gone already: its bonus first, then what the wallet has. The rest becomes debt, which
-- stops new calls and which the next credit pays. Returns the debt. The caller has locked the wallet.
CREATE OR REPLACE FUNCTION take_credit(
  p_workspace_id uuid, p_topup_id uuid, p_amount_nano bigint, p_kind text, p_reference text
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_bonus bigint;
  v_missing bigint;
BEGIN
  PERFORM burn_lots(p_workspace_id);
  PERFORM expire_due_lots(p_workspace_id);
  SELECT available_nano INTO v_bonus FROM wallet WHERE workspace_id = p_workspace_id;
  PERFORM take_from_lots(p_workspace_id, v_bonus, 'bonus', p_topup_id, 'bonus_withdrawn', 'promo_expense', p_reference);
  v_missing := p_amount_nano
    - take_from_lots(p_workspace_id, p_amount_nano, 'all', p_topup_id, p_kind, 'stripe_clearing', p_reference);
  IF v_missing > 0 THEN
    INSERT INTO ledger_entry (workspace_id, id, kind, amount_nano, contra, reference) VALUES
      (p_workspace_id, new_id(), p_kind, -v_missing, 'stripe_clearing', p_reference),
      (p_workspace_id, new_id(), 'debt', v_missing, 'debt', 'debt:' || p_reference);
    UPDATE wallet SET debt_nano = debt_nano + v_missing WHERE workspace_id = p_workspace_id;
  END IF;
  RETURN v_missing;
END $$;
