-- Raises the holds of calls that cost more than was foreseen: to what is wanted, or as far towards it as balance, month and
-- budget leave room, but at least to what the call has cost so far, which is noted as its checkpoint with what it has used.
-- Sums are those that the hold shall have, not what is added: sent again, nothing more is taken.
-- Answers: e extended, b balance too small, f frozen, q a payment is under question, m monthly cap, k key's budget, g the call is no longer open.
CREATE OR REPLACE FUNCTION extend_holds(
  p_workspace_ids uuid[], p_ids uuid[], p_needed bigint[], p_wanted bigint[], p_rows settle_row[], p_parts jsonb[],
  p_moves jsonb[], OUT kinds text[], OUT amounts bigint[], OUT available bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_wallet wallet;
  v_hold hold;
  v_month_left bigint;
  v_budget_left bigint;
  v_amount bigint;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE;
  PERFORM expire_due_lots(workspace_id) FROM wallet WHERE workspace_id = ANY (p_workspace_ids) AND next_expiry_at <= now();
  PERFORM renew_spend_ceiling(workspace_id) FROM wallet WHERE workspace_id = ANY (p_workspace_ids) AND spend_ceiling_until <= now();
  FOR n IN 1 .. cardinality(p_ids) LOOP
    SELECT * INTO v_wallet FROM wallet WHERE workspace_id = p_workspace_ids[n];
    SELECT * INTO v_hold FROM hold WHERE workspace_id = p_workspace_ids[n] AND id = p_ids[n] FOR UPDATE;
    amounts[n] := coalesce(v_hold.amount_nano, 0);
    available[n] := coalesce(v_wallet.available_nano, 0);
    IF v_hold.id IS NULL THEN
      kinds[n] := 'g';
      CONTINUE;
    END IF;
    v_month_left := v_wallet.spend_ceiling_nano - v_wallet.spent_total_nano - v_wallet.held_nano;
    v_budget_left := hold_budget_left(v_hold);
    -- least() passes over what has no limit.
    v_amount := least(p_wanted[n], v_hold.amount_nano + greatest(least(v_wallet.available_nano - v_wallet.owed_nano, v_month_left, v_budget_left), 0));
    IF v_hold.amount_nano >= p_needed[n] AND v_amount <= v_hold.amount_nano THEN
      kinds[n] := 'e';
    ELSIF v_wallet.is_frozen THEN
      kinds[n] := 'f';
    ELSIF v_wallet.is_questioned THEN
      kinds[n] := 'q';
    ELSIF v_amount < p_needed[n] THEN
      kinds[n] := CASE
        WHEN v_hold.amount_nano + v_wallet.available_nano < p_needed[n] THEN 'b'
        WHEN v_hold.amount_nano + v_wallet.available_nano - v_wallet.owed_nano < p_needed[n] THEN 'o'
        WHEN v_hold.amount_nano + v_month_left < p_needed[n] THEN 'm'
        ELSE 'k' END;
    ELSE
      kinds[n] := 'e';
      amounts[n] := v_amount;
      available[n] := v_wallet.available_nano - (v_amount - v_hold.amount_nano);
      IF p_needed[n] >= v_hold.checkpoint_nano THEN
        v_hold.checkpoint_nano := p_needed[n];
        v_hold.checkpoint_settle := checkpoint_of(p_rows[n], p_parts[n], p_moves[n]);
      END IF;
      UPDATE hold SET amount_nano = v_amount, checkpoint_nano = v_hold.checkpoint_nano, checkpoint_settle = v_hold.checkpoint_settle,
        checkpoint_at = now()
      WHERE workspace_id = v_hold.workspace_id AND id = v_hold.id;
      UPDATE wallet SET available_nano = available[n], held_nano = held_nano + v_amount - v_hold.amount_nano
      WHERE workspace_id = v_hold.workspace_id;
    END IF;
  END LOOP;
END $$;
