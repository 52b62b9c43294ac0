-- Gives back what was taken under the reference p_taken: each lot gets its part again, with its own end. What had become debt pays debt that
-- is still open; if others paid it meanwhile, it becomes a lot of its own. The caller has locked the wallet.
CREATE OR REPLACE FUNCTION return_credit(p_workspace_id uuid, p_taken text, p_kind text, p_reference text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_returned bigint;
  v_missing ledger_entry;
  v_debt_paid bigint;
  v_lot_id uuid;
BEGIN
  PERFORM burn_lots(p_workspace_id);
  WITH part AS (
    SELECT e.lot_id, e.kind, e.contra, -e.amount_nano AS nano FROM ledger_entry e
    WHERE e.workspace_id = p_workspace_id AND e.lot_id IS NOT NULL AND e.reference = p_taken || ':' || e.lot_id
  ), lot AS (
    UPDATE credit_lot l SET remaining_nano = l.remaining_nano + part.nano FROM part
    WHERE l.workspace_id = p_workspace_id AND l.id = part.lot_id
    RETURNING l.id
  ), entry AS (
    INSERT INTO ledger_entry (workspace_id, id, kind, amount_nano, contra, reference, lot_id)
    SELECT p_workspace_id, new_id(), CASE part.kind WHEN 'bonus_withdrawn' THEN 'bonus_returned' ELSE p_kind END, part.nano, part.contra,
      p_reference || ':' || lot.id, lot.id
    FROM part JOIN lot ON lot.id = part.lot_id
    RETURNING amount_nano
  )
  SELECT coalesce(sum(amount_nano), 0) INTO v_returned FROM entry;
  SELECT * INTO v_missing FROM ledger_entry e WHERE e.workspace_id = p_workspace_id AND e.reference = p_taken;
  IF FOUND THEN
    SELECT least(debt_nano, -v_missing.amount_nano) INTO v_debt_paid FROM wallet WHERE workspace_id = p_workspace_id;
    IF v_debt_paid < -v_missing.amount_nano THEN
      v_lot_id := new_id();
      INSERT INTO credit_lot (workspace_id, id, kind, priority, granted_nano, remaining_nano, reference)
      VALUES (p_workspace_id, v_lot_id, 'paid', 20, -v_missing.amount_nano, -v_missing.amount_nano - v_debt_paid, p_reference);
    END IF;
    INSERT INTO ledger_entry (workspace_id, id, kind, amount_nano, contra, reference, lot_id)
    VALUES (p_workspace_id, new_id(), p_kind, -v_missing.amount_nano, v_missing.contra, p_reference, v_lot_id);
    IF v_debt_paid > 0 THEN
      INSERT INTO ledger_entry (workspace_id, id, kind, amount_nano, contra, reference, lot_id)
      VALUES (p_workspace_id, new_id(), 'debt_paid', -v_debt_paid, 'debt', 'debt_paid:' || p_reference, v_lot_id);
    END IF;
    v_returned := v_returned - v_missing.amount_nano - v_debt_paid;
  END IF;
  UPDATE wallet SET available_nano = available_nano + v_returned, debt_nano = debt_nano - coalesce(v_debt_paid, 0),
    spend_ceiling_until = '-infinity',
    next_expiry_at = (SELECT min(expires_at) FROM credit_lot WHERE workspace_id = p_workspace_id AND remaining_nano > 0)
  WHERE workspace_id = p_workspace_id;
  PERFORM pay_debt(p_workspace_id);
END $$;
