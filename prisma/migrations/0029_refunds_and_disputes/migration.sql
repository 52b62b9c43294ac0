CREATE TABLE refund (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  topup_id uuid NOT NULL,
  origin text NOT NULL CHECK (origin IN ('owner', 'admin', 'stripe')),
  state text NOT NULL CHECK (state IN ('requested', 'by_hand', 'pending', 'requires_action', 'succeeded', 'failed', 'canceled')),
  charge_minor bigint NOT NULL CHECK (charge_minor > 0),
  currency text NOT NULL,
  credit_nano bigint NOT NULL CHECK (credit_nano >= 0),
  service_refund_id text,
  asked_by uuid,
  reason text,
  bank_account text,
  failure_reason text,
  requested_at timestamptz(3) NOT NULL,
  changed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, service_refund_id),
  FOREIGN KEY (workspace_id, topup_id) REFERENCES topup (workspace_id, id)
);
CREATE INDEX refund_topup_idx ON refund (workspace_id, topup_id);
CREATE INDEX refund_open_idx ON refund (requested_at) WHERE state IN ('requested', 'by_hand', 'pending', 'requires_action');
COMMENT ON TABLE refund IS 'Money of a top-up that is given back, wholly or in part. Its credit is taken off before the payment service is asked.';
COMMENT ON COLUMN refund.origin IS 'Who began it: the workspace''s owner, an admin here, or somebody at Stripe.';
COMMENT ON COLUMN refund.state IS 'requested: the service has not confirmed it. by_hand: the operator pays it to a bank account. Others are the service''s words.';
COMMENT ON COLUMN refund.charge_minor IS 'The sum in the smallest unit of the order''s currency.';
COMMENT ON COLUMN refund.credit_nano IS 'The credit that the sum bought. Zero if the refund had failed when it was first seen.';
COMMENT ON COLUMN refund.bank_account IS 'Where the operator pays it, if the payment method has no refunds.';

CREATE TABLE dispute (
  workspace_id uuid NOT NULL,
  id text NOT NULL,
  topup_id uuid NOT NULL,
  status text NOT NULL,
  reason text NOT NULL,
  charge_minor bigint NOT NULL CHECK (charge_minor > 0),
  currency text NOT NULL,
  taken_nano bigint NOT NULL DEFAULT 0 CHECK (taken_nano >= 0),
  moves integer NOT NULL DEFAULT 0,
  evidence_until timestamptz(3),
  opened_at timestamptz(3) NOT NULL,
  read_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, topup_id) REFERENCES topup (workspace_id, id)
);
CREATE INDEX dispute_topup_idx ON dispute (workspace_id, topup_id);
COMMENT ON TABLE dispute IS 'A payment that the buyer''s bank asks about or takes back, as the payment service said last.';
COMMENT ON COLUMN dispute.taken_nano IS 'The credit that is taken off while the bank has the money.';
COMMENT ON COLUMN dispute.moves IS 'How often its money moved. It numbers the ledger''s references.';
COMMENT ON COLUMN dispute.read_at IS 'When the service was asked for what is stored: an older answer changes nothing.';

CREATE TABLE refund_rule (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  owner_days integer NOT NULL DEFAULT 14 CHECK (owner_days BETWEEN 0 AND 3650)
);
INSERT INTO refund_rule DEFAULT VALUES;
COMMENT ON TABLE refund_rule IS 'The operator''s rule for refunds: one row.';
COMMENT ON COLUMN refund_rule.owner_days IS 'How many days after a payment its owner may ask for what is unused of it. 0: never.';

ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_kind_check, ADD CONSTRAINT ledger_entry_kind_check CHECK (kind IN (
  'topup', 'grant', 'refund', 'refund_reversal', 'dispute', 'dispute_reversal', 'expiry', 'adjustment', 'debt', 'debt_paid',
  'bonus_withdrawn', 'bonus_returned'));
