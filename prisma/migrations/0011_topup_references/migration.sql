-- A unique key of a customer's table begins with the workspace. What finds an order without it is a small table of its own.
CREATE TABLE topup_reference (
  reference text PRIMARY KEY,
  workspace_id uuid NOT NULL,
  topup_id uuid NOT NULL
);
COMMENT ON TABLE topup_reference IS 'Finds an order by what others know of it: order:<id>, session:<Checkout Session>, payment:<payment intent>. Each belongs to one order, for good.';
INSERT INTO topup_reference
  SELECT 'order:' || id, workspace_id, id FROM topup
  UNION ALL SELECT 'session:' || session_id, workspace_id, id FROM topup WHERE session_id IS NOT NULL
  UNION ALL SELECT 'payment:' || payment_intent_id, workspace_id, id FROM topup WHERE payment_intent_id IS NOT NULL;
ALTER TABLE topup DROP CONSTRAINT topup_id_key, DROP CONSTRAINT topup_session_id_key, DROP CONSTRAINT topup_payment_intent_id_key;
-- A paid order stays paid: only pay_topup() writes paid_at, and nobody may write it again.
ALTER TABLE topup ADD CONSTRAINT topup_is_paid CHECK ((state = 'paid') = (paid_at IS NOT NULL));
DROP TRIGGER topup_keeps_money ON topup;
DROP FUNCTION refuse_unpaying();
