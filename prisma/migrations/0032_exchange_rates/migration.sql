CREATE TABLE exchange_rate (
  currency text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  source text NOT NULL,
  at timestamptz(3) NOT NULL,
  rate text NOT NULL CHECK (rate ~ '^[0-9]{1,9}(\.[0-9]{1,9})?$'),
  fetched_at timestamptz(3) NOT NULL,
  PRIMARY KEY (currency, source, at)
);
COMMENT ON TABLE exchange_rate IS 'What a source published: units of a currency for one US dollar. Written once, never changed: orders name the rate that they used.';
COMMENT ON COLUMN exchange_rate.at IS 'The moment for which the source gives the rate.';
