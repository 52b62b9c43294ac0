-- Stores what the payment service says of a dispute, and moves its money once each time the bank takes it or gives it back. p_takes NULL: the
-- state says nothing of money, which stays where it is. Answers: taken, returned, noted, stale (a newer answer is stored), unpaid.
CREATE OR REPLACE FUNCTION book_dispute(
  p_workspace_id uuid, p_topup_id uuid, p_dispute_id text, p_status text, p_reason text, p_charge_minor bigint, p_currency text,
  p_takes boolean, p_evidence_until timestamptz, p_opened_at timestamptz, p_read_at timestamptz, OUT answer text, OUT debt_nano bigint
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_terms record;
  v_taken record;
  v_dispute dispute;
  v_move text;
BEGIN
  debt_nano := 0;
  PERFORM FROM wallet w WHERE w.workspace_id = p_workspace_id FOR UPDATE;
  INSERT INTO dispute AS d (workspace_id, id, topup_id, status, reason, charge_minor, currency, evidence_until, opened_at, read_at)
  VALUES (p_workspace_id, p_dispute_id, p_topup_id, p_status, p_reason, p_charge_minor, p_currency, p_evidence_until, p_opened_at, p_read_at)
  ON CONFLICT (workspace_id, id) DO UPDATE
  SET status = p_status, reason = p_reason, evidence_until = p_evidence_until, read_at = p_read_at WHERE d.read_at < p_read_at
  RETURNING * INTO v_dispute;
  IF NOT FOUND THEN answer := 'stale'; RETURN; END IF;
  answer := 'noted';
  v_move := 'dispute:' || p_dispute_id || ':';
  SELECT * INTO v_terms FROM paid_terms(p_workspace_id, p_topup_id);
  IF v_terms.credit_nano IS NULL THEN answer := 'unpaid'; RETURN; END IF;
  IF p_takes AND v_dispute.taken_nano = 0 THEN
    SELECT * INTO v_taken FROM taken_back(p_workspace_id, p_topup_id);
    UPDATE dispute d SET moves = d.moves + 1, charge_minor = p_charge_minor, taken_nano = credit_of_part(
      v_terms.credit_nano, v_terms.charge_minor, v_taken.charge_minor, v_taken.credit_nano, p_charge_minor)
    WHERE d.workspace_id = p_workspace_id AND d.id = p_dispute_id RETURNING * INTO v_dispute;
    debt_nano := take_credit(p_workspace_id, p_topup_id, v_dispute.taken_nano, 'dispute', v_move || v_dispute.moves);
    answer := 'taken';
  ELSIF NOT p_takes AND v_dispute.taken_nano > 0 THEN
    UPDATE dispute d SET taken_nano = 0 WHERE d.workspace_id = p_workspace_id AND d.id = p_dispute_id;
    PERFORM return_credit(p_workspace_id, v_move || v_dispute.moves, 'dispute_reversal', 'dispute_reversal:' || p_dispute_id || ':' || v_dispute.moves);
    answer := 'returned';
  END IF;
END $$;
