-- Codes that give credit. Few and not of one workspace: on several machines each has a copy of the first two tables.
CREATE TABLE code_batch (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('promo', 'paid')),
  amount_nano bigint NOT NULL CHECK (amount_nano > 0),
  code_count integer NOT NULL CHECK (code_count BETWEEN 1 AND 1000),
  uses_per_code integer NOT NULL CHECK (uses_per_code BETWEEN 1 AND 1000000),
  is_once_per_workspace boolean NOT NULL,
  for_whom text NOT NULL CHECK (for_whom IN ('everybody', 'new_customers', 'address')),
  for_email text,
  credit_days integer CHECK (credit_days BETWEEN 1 AND 3650),
  redeem_until timestamptz(3),
  voided_at timestamptz(3),
  created_by uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT code_batch_for_email_check CHECK ((for_whom = 'address') = (for_email IS NOT NULL))
);
COMMENT ON TABLE code_batch IS 'Codes that an admin made together: each gives the same credit, under the same conditions.';
COMMENT ON COLUMN code_batch.kind IS 'promo: the operator gives it. paid: a reseller paid for it, so that it counts and lasts as a top-up.';
COMMENT ON COLUMN code_batch.credit_days IS 'How long the credit lasts after it was redeemed. NULL: it never ends.';
COMMENT ON COLUMN code_batch.redeem_until IS 'From then on no code of the batch can be redeemed. NULL: there is no such day.';

CREATE TABLE redemption_code (
  code_hmac bytea PRIMARY KEY,
  batch_id uuid NOT NULL REFERENCES code_batch(id),
  uses_left integer NOT NULL CHECK (uses_left >= 0)
);
CREATE INDEX redemption_code_batch_id_idx ON redemption_code (batch_id);
COMMENT ON TABLE redemption_code IS 'What is left of each code. Only its HMAC is stored, so a read of this table gives nobody credit.';

CREATE TABLE code_redemption (
  workspace_id uuid NOT NULL,
  code_hmac bytea NOT NULL,
  once_batch_id uuid,
  redeemed_by uuid NOT NULL,
  redeemed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (workspace_id, code_hmac),
  UNIQUE (workspace_id, once_batch_id)
);
COMMENT ON TABLE code_redemption IS 'Which workspace redeemed which code: none does so twice.';
COMMENT ON COLUMN code_redemption.once_batch_id IS 'The batch, if a workspace may redeem one of its codes only; else NULL.';
