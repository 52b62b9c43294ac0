-- Marks an order paid, once. It is the only writer of paid_at, which a CHECK binds to the state, so a paid order stays `paid`. False if the
-- order is already paid or does not exist.
CREATE OR REPLACE FUNCTION pay_topup(p_workspace_id uuid, p_topup_id uuid, p_paid_at timestamptz, p_payment_intent_id text, p_receipt_url text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE topup SET state = 'paid', paid_at = p_paid_at, payment_intent_id = p_payment_intent_id, receipt_url = p_receipt_url, decline_code = NULL
  WHERE workspace_id = p_workspace_id AND id = p_topup_id AND paid_at IS NULL;
  RETURN FOUND;
END $$;
