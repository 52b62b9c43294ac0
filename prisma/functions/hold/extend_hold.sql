-- Raises the hold of a call that costs more than expected: to the wanted sum, or as far as balance, month and budget allow, but at least to
-- the call's price so far, which becomes its checkpoint with its usage. Both sums are totals, so a repeat takes nothing more.
-- Answers: e extended, g the call is no longer open, and those of hold_refusal. A refused hold stays as it is.
CREATE OR REPLACE FUNCTION extend_hold(
  p_workspace_id uuid, p_id uuid, p_needed bigint, p_wanted bigint, p_settle text, p_extras jsonb, OUT kind text, OUT amount bigint
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_wallet wallet := ready_wallet(p_workspace_id);
  v_hold hold;
  v_budget_left bigint;
  v_amount bigint;
BEGIN
  SELECT * INTO v_hold FROM hold WHERE workspace_id = p_workspace_id AND id = p_id FOR UPDATE;
  IF NOT FOUND THEN
    kind := 'g'; amount := 0;
    RETURN;
  END IF;
  amount := v_hold.amount_nano;
  v_budget_left := hold_budget_left(p_workspace_id, v_hold.key_id, p_id);
  v_amount := least(greatest(p_wanted, p_needed), amount + hold_room(
    p_available => v_wallet.available_nano, p_owed => v_wallet.owed_nano, p_held => v_wallet.held_nano, p_spent => v_wallet.spent_total_nano,
    p_ceiling => v_wallet.spend_ceiling_nano, p_budget_left => v_budget_left));
  IF amount >= p_needed AND v_amount <= amount THEN
    kind := 'e';
    RETURN;
  END IF;
  kind := hold_refusal(
    p_amount => greatest(p_needed - amount, 0), p_available => v_wallet.available_nano, p_owed => v_wallet.owed_nano,
    p_held => v_wallet.held_nano, p_spent => v_wallet.spent_total_nano, p_ceiling => v_wallet.spend_ceiling_nano,
    p_is_frozen => v_wallet.is_frozen, p_is_questioned => v_wallet.is_questioned OR v_wallet.debt_nano > 0, p_budget_left => v_budget_left);
  IF kind IS NOT NULL THEN RETURN; END IF;
  kind := 'e';
  IF p_needed >= v_hold.checkpoint_nano THEN
    v_hold.checkpoint_nano := p_needed;
    v_hold.checkpoint_settle := checkpoint_of(p_settle, p_extras);
  END IF;
  UPDATE hold SET amount_nano = v_amount, checkpoint_nano = v_hold.checkpoint_nano, checkpoint_settle = v_hold.checkpoint_settle,
    checkpoint_at = now()
  WHERE workspace_id = p_workspace_id AND id = p_id;
  UPDATE wallet SET available_nano = available_nano - (v_amount - amount), held_nano = held_nano + (v_amount - amount)
  WHERE workspace_id = p_workspace_id;
  amount := v_amount;
END $$;
