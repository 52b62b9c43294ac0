-- Expires the due lots of one wallet. The part that earlier holds may still burn stays; holds placed after the expiry protect
-- nothing. That part expires in a later run, when those calls have ended.
CREATE OR REPLACE FUNCTION expire_due_lots(p_workspace_id uuid) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_wallet wallet;
  v_lot credit_lot;
  v_before bigint := 0;
  v_held_before bigint;
  v_expired bigint;
  v_total bigint := 0;
BEGIN
  SELECT * INTO v_wallet FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  IF v_wallet.next_expiry_at IS NULL OR v_wallet.next_expiry_at > now() THEN RETURN 0; END IF;
  PERFORM burn_lots(p_workspace_id);
  FOR v_lot IN
    SELECT * FROM credit_lot WHERE workspace_id = p_workspace_id AND remaining_nano > 0 ORDER BY priority, expires_at, id
  LOOP
    v_expired := 0;
    IF v_lot.expires_at <= now() THEN
      SELECT coalesce(sum(amount_nano), 0) INTO v_held_before FROM hold
      WHERE workspace_id = p_workspace_id AND created_at < v_lot.expires_at;
      v_expired := least(
        v_lot.remaining_nano - least(v_lot.remaining_nano, greatest(v_held_before - v_before, 0)),
        v_wallet.available_nano - v_total);
      UPDATE credit_lot SET remaining_nano = remaining_nano - v_expired, protected_nano = remaining_nano - v_expired
      WHERE workspace_id = p_workspace_id AND id = v_lot.id;
      IF v_expired > 0 THEN
        INSERT INTO ledger_entry (workspace_id, id, kind, amount_nano, contra, reference, lot_id)
        VALUES (p_workspace_id, new_id(), 'expiry', -v_expired, 'breakage',
                'expiry:' || v_lot.id || ':' || new_id(), v_lot.id);
        v_total := v_total + v_expired;
      END IF;
    END IF;
    v_before := v_before + v_lot.remaining_nano - v_expired;
  END LOOP;
  UPDATE wallet SET available_nano = available_nano - v_total,
    next_expiry_at = (SELECT min(expires_at) FROM credit_lot WHERE workspace_id = p_workspace_id AND remaining_nano > 0)
  WHERE workspace_id = p_workspace_id;
  RETURN v_total;
END $$;
