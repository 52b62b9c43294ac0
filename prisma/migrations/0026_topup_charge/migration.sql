ALTER TABLE topup
  ADD COLUMN service text NOT NULL DEFAULT 'stripe' CHECK (service IN ('stripe', 'epay', 'transfer')),
  ADD COLUMN method text NOT NULL DEFAULT 'card' CHECK (method ~ '^[a-z][a-z0-9_]{1,39}$'),
  ADD COLUMN country text CHECK (country ~ '^[A-Z]{2}$'),
  ADD COLUMN charge_minor integer CHECK (charge_minor > 0),
  ADD COLUMN fee_minor integer NOT NULL DEFAULT 0 CHECK (fee_minor >= 0),
  ADD COLUMN is_adaptive boolean NOT NULL DEFAULT false,
  ADD COLUMN rate text CHECK (rate ~ '^[0-9]{1,9}(\.[0-9]{1,9})?$'),
  ADD COLUMN rate_source text,
  ADD COLUMN rate_at timestamptz(3),
  ADD COLUMN margin_ppm integer CHECK (margin_ppm BETWEEN 0 AND 1000000),
  ADD COLUMN priced_until timestamptz(3),
  ADD COLUMN pay_by timestamptz(3),
  ADD COLUMN instructions_url text;
UPDATE topup SET charge_minor = amount_cents;
ALTER TABLE topup
  -- A process of the previous release writes no sum of its own: what its order buys is what it asks.
  ADD CONSTRAINT topup_is_priced CHECK (
    (currency = 'usd') = (rate IS NULL)
    AND (rate IS NULL) = (rate_source IS NULL) AND (rate IS NULL) = (rate_at IS NULL)
    AND (rate IS NULL) = (margin_ppm IS NULL) AND (rate IS NULL) = (priced_until IS NULL)
    AND (rate IS NULL OR charge_minor IS NOT NULL)),
  ADD CONSTRAINT topup_fee_is_part CHECK (fee_minor < coalesce(charge_minor, amount_cents));
COMMENT ON COLUMN topup.amount_cents IS 'The credit that the order buys, in US cents.';
COMMENT ON COLUMN topup.charge_minor IS 'What the buyer is asked for, fee included, in the smallest unit of the currency. NULL is amount_cents.';
COMMENT ON COLUMN topup.fee_minor IS 'The part of charge_minor that the buyer pays for the method.';
COMMENT ON COLUMN topup.is_adaptive IS 'Stripe may show the buyer a sum in his own currency, by its own rate.';
COMMENT ON COLUMN topup.rate IS 'Units of the currency for one US dollar, before the operator''s margin. NULL for orders in US dollars.';
COMMENT ON COLUMN topup.priced_until IS 'Until then the sum in the currency holds.';
COMMENT ON COLUMN topup.pay_by IS 'When a voucher or a code that was shown to the buyer ends.';
