-- Stores what the payment service says of a refund. p_refund_id is ours, if the service names it; a refund that somebody made there takes the
-- credit that there is, and the rest becomes debt. A refund that failed or was canceled gives its credit back, once and for good.
-- Answers: taken, returned, noted, unchanged (known, or an older answer of the service), unpaid.
CREATE OR REPLACE FUNCTION note_refund(
  p_workspace_id uuid, p_topup_id uuid, p_refund_id uuid, p_service_refund_id text, p_state text, p_charge_minor bigint, p_reason text,
  p_failure_reason text, p_at timestamptz, OUT answer text, OUT refund_id uuid, OUT debt_nano bigint
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_order constant text[] := ARRAY['requested', 'pending', 'requires_action', 'succeeded', 'failed', 'canceled'];
  v_terms record;
  v_taken record;
  v_known refund;
  v_credit bigint := 0;
BEGIN
  debt_nano := 0;
  PERFORM FROM wallet w WHERE w.workspace_id = p_workspace_id FOR UPDATE;
  SELECT * INTO v_terms FROM paid_terms(p_workspace_id, p_topup_id);
  IF v_terms.credit_nano IS NULL THEN answer := 'unpaid'; RETURN; END IF;
  SELECT * INTO v_known FROM refund r WHERE r.workspace_id = p_workspace_id AND r.topup_id = p_topup_id AND (
    r.service_refund_id = p_service_refund_id
    OR r.id = p_refund_id AND r.service_refund_id IS NULL AND r.state = 'requested' AND r.charge_minor = p_charge_minor)
  ORDER BY r.service_refund_id LIMIT 1;
  IF NOT FOUND THEN
    refund_id := new_id();
    IF p_state NOT IN ('failed', 'canceled') THEN
      SELECT * INTO v_taken FROM taken_back(p_workspace_id, p_topup_id);
      v_credit := credit_of_part(v_terms.credit_nano, v_terms.charge_minor, v_taken.charge_minor, v_taken.credit_nano, p_charge_minor);
    END IF;
    INSERT INTO refund (workspace_id, id, topup_id, origin, state, charge_minor, currency, credit_nano, service_refund_id, reason, failure_reason,
      requested_at, changed_at)
    VALUES (p_workspace_id, refund_id, p_topup_id, 'stripe', p_state, p_charge_minor, v_terms.currency, v_credit, p_service_refund_id, p_reason,
      p_failure_reason, p_at, p_at);
    IF v_credit > 0 THEN debt_nano := take_credit(p_workspace_id, p_topup_id, v_credit, 'refund', 'refund:' || refund_id); END IF;
    answer := CASE WHEN v_credit > 0 THEN 'taken' ELSE 'noted' END;
    RETURN;
  END IF;
  refund_id := v_known.id;
  answer := 'unchanged';
  IF v_known.service_refund_id IS NULL THEN
    UPDATE refund r SET service_refund_id = p_service_refund_id WHERE r.workspace_id = p_workspace_id AND r.id = v_known.id;
  END IF;
  -- The service may answer an older question later. A final failure stays one.
  IF v_known.state IN ('failed', 'canceled') OR array_position(v_order, p_state) <= array_position(v_order, v_known.state) THEN RETURN; END IF;
  UPDATE refund r SET state = p_state, failure_reason = p_failure_reason, changed_at = p_at
  WHERE r.workspace_id = p_workspace_id AND r.id = v_known.id;
  answer := 'noted';
  IF p_state IN ('failed', 'canceled') THEN
    PERFORM return_credit(p_workspace_id, 'refund:' || v_known.id, 'refund_reversal', 'refund_reversal:' || v_known.id);
    answer := 'returned';
  END IF;
END $$;
