-- Ends a refund that the payment service does not know: refused there, or one that the operator pays by hand. `failed` and `canceled` give its
-- credit back. False if it has ended, or the service knows it.
CREATE OR REPLACE FUNCTION end_refund(p_workspace_id uuid, p_refund_id uuid, p_state text, p_failure_reason text, p_at timestamptz)
RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  UPDATE refund SET state = p_state, failure_reason = p_failure_reason, changed_at = p_at
  WHERE workspace_id = p_workspace_id AND id = p_refund_id AND service_refund_id IS NULL
    AND (state = 'by_hand' AND p_state IN ('succeeded', 'canceled') OR state = 'requested' AND p_state IN ('failed', 'canceled'));
  IF NOT FOUND THEN RETURN false; END IF;
  IF p_state <> 'succeeded' THEN
    PERFORM return_credit(p_workspace_id, 'refund:' || p_refund_id, 'refund_reversal', 'refund_reversal:' || p_refund_id);
  END IF;
  RETURN true;
END $$;
