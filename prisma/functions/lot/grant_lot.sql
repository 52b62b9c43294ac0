-- Adds credit with its own origin and expiry. Debt is paid from it first. A top-up also reduces what the wallet owes, though its money stays
-- the customer's, and renews the ceiling with the next hold, since its tier may have changed. Answers: granted, already_granted, conflict or no_wallet.
CREATE OR REPLACE FUNCTION grant_lot(
  p_workspace_id uuid, p_kind text, p_priority integer, p_entry_kind text, p_amount_nano bigint, p_contra text, p_reference text,
  p_expires_at timestamptz, p_actor_user_id uuid, p_note text
) RETURNS text LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_wallet wallet;
  v_known record;
  v_lot_id uuid := new_id();
  v_debt_paid bigint;
BEGIN
  SELECT * INTO v_wallet FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  IF NOT FOUND THEN RETURN 'no_wallet'; END IF;
  INSERT INTO ledger_entry (workspace_id, id, kind, amount_nano, contra, reference, lot_id, actor_user_id, note)
  VALUES (p_workspace_id, new_id(), p_entry_kind, p_amount_nano, p_contra, p_reference, v_lot_id, p_actor_user_id, p_note)
  ON CONFLICT (workspace_id, reference) DO NOTHING;
  IF NOT FOUND THEN
    SELECT e.kind, e.amount_nano, e.contra, l.kind AS lot_kind INTO v_known
    FROM ledger_entry e LEFT JOIN credit_lot l ON l.workspace_id = e.workspace_id AND l.id = e.lot_id
    WHERE e.workspace_id = p_workspace_id AND e.reference = p_reference;
    RETURN CASE WHEN v_known IS NOT DISTINCT FROM (p_entry_kind, p_amount_nano, p_contra, p_kind)
      THEN 'already_granted' ELSE 'conflict' END;
  END IF;
  -- Everything that was spent before must be taken from the older lots first.
  PERFORM burn_lots(p_workspace_id);
  PERFORM expire_due_lots(p_workspace_id);
  v_debt_paid := least(v_wallet.debt_nano, p_amount_nano);
  INSERT INTO credit_lot (workspace_id, id, kind, priority, granted_nano, remaining_nano, expires_at, reference)
  VALUES (p_workspace_id, v_lot_id, p_kind, p_priority, p_amount_nano, p_amount_nano - v_debt_paid, p_expires_at, p_reference);
  IF v_debt_paid > 0 THEN
    INSERT INTO ledger_entry (workspace_id, id, kind, amount_nano, contra, reference, lot_id)
    VALUES (p_workspace_id, new_id(), 'debt_paid', -v_debt_paid, 'debt', 'debt_paid:' || v_lot_id, v_lot_id);
  END IF;
  UPDATE wallet SET available_nano = available_nano + p_amount_nano - v_debt_paid, debt_nano = debt_nano - v_debt_paid,
    owed_nano = CASE WHEN p_entry_kind = 'topup' THEN greatest(owed_nano - p_amount_nano, 0) ELSE owed_nano END,
    spend_ceiling_until = CASE WHEN moves_tier(p_entry_kind) THEN '-infinity' ELSE spend_ceiling_until END,
    next_expiry_at = CASE WHEN p_amount_nano > v_debt_paid THEN least(next_expiry_at, p_expires_at) ELSE next_expiry_at END
  WHERE workspace_id = p_workspace_id;
  RETURN 'granted';
END $$;
