CREATE TABLE payment_terms (
  id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  is_adaptive boolean NOT NULL,
  margin_ppm integer NOT NULL CHECK (margin_ppm BETWEEN 0 AND 200000),
  turned_off text[] NOT NULL,
  invited_to text[] NOT NULL,
  settled_in text[] NOT NULL,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0)
);
COMMENT ON TABLE payment_terms IS 'How the operator takes money: one row.';
COMMENT ON COLUMN payment_terms.country IS 'Country of the operator''s Stripe account: it decides which methods take which currency.';
COMMENT ON COLUMN payment_terms.is_adaptive IS 'Stripe may show a buyer a sum in his own currency, by its own rate.';
COMMENT ON COLUMN payment_terms.margin_ppm IS 'Added to a rate, for its movement until the money is there.';
COMMENT ON COLUMN payment_terms.turned_off IS 'Methods that the operator does not want.';
COMMENT ON COLUMN payment_terms.invited_to IS 'Methods that Stripe has opened to this account by invitation.';
COMMENT ON COLUMN payment_terms.settled_in IS 'Currencies that the account keeps without converting.';
COMMENT ON COLUMN payment_terms.revision IS 'Counts the changes: a change names the revision that was looked at.';
INSERT INTO payment_terms (country, is_adaptive, margin_ppm, turned_off, invited_to, settled_in)
VALUES ('US', false, 20000, '{}', '{}', '{usd}');
