-- How much a workspace may call and spend, by what it has topped up. NULL is no limit; a tier without a sum is given by hand.
CREATE TABLE usage_tier (
  id text PRIMARY KEY,
  topup_nano bigint UNIQUE CHECK (topup_nano >= 0),
  requests_per_minute integer CHECK (requests_per_minute > 0),
  tokens_per_minute integer CHECK (tokens_per_minute > 0),
  concurrent_calls integer CHECK (concurrent_calls > 0),
  month_cap_nano bigint CHECK (month_cap_nano > 0)
);
INSERT INTO usage_tier (id, topup_nano, requests_per_minute, tokens_per_minute, concurrent_calls, month_cap_nano) VALUES
  ('tier_1', 5000000000, 50, 40000, 50, 100000000000),
  ('tier_2', 40000000000, 1000, 80000, 250, 500000000000),
  ('tier_3', 200000000000, 2000, 160000, 500, 1000000000000),
  ('tier_4', 400000000000, 4000, 400000, 1000, 5000000000000);

-- A workspace whose tier was chosen by an admin keeps it whatever it tops up.
CREATE TABLE workspace_tier (
  workspace_id uuid PRIMARY KEY REFERENCES workspace (id),
  tier_id text NOT NULL REFERENCES usage_tier (id)
);

CREATE FUNCTION notify_usage_tier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('relais_tiers', '');
  RETURN NULL;
END $$;
CREATE TRIGGER usage_tier_changed AFTER INSERT OR UPDATE OR DELETE ON usage_tier EXECUTE FUNCTION notify_usage_tier();
CREATE TRIGGER workspace_tier_changed AFTER INSERT OR UPDATE OR DELETE ON workspace_tier EXECUTE FUNCTION notify_usage_tier();

-- The tier chosen by hand, else the highest that the top-ups reach (what was refunded or disputed does not count), else the lowest.
CREATE FUNCTION usage_tier_of(p_workspace_id uuid) RETURNS usage_tier LANGUAGE sql STABLE AS $$
  SELECT t FROM usage_tier t CROSS JOIN (
    SELECT (SELECT tier_id FROM workspace_tier WHERE workspace_id = p_workspace_id) AS chosen,
      coalesce((SELECT sum(amount_nano) FROM ledger_entry WHERE workspace_id = p_workspace_id
                AND kind IN ('topup', 'refund', 'refund_reversal', 'dispute', 'dispute_reversal')), 0) AS topped_up
  ) w
  WHERE t.id = w.chosen OR w.chosen IS NULL AND t.topup_nano IS NOT NULL
  ORDER BY t.topup_nano <= topped_up DESC, abs(topped_up - t.topup_nano) LIMIT 1
$$;

ALTER TABLE api_key
  ADD COLUMN requests_per_minute integer CHECK (requests_per_minute > 0),
  ADD COLUMN tokens_per_minute integer CHECK (tokens_per_minute > 0),
  ADD COLUMN budget_nano bigint CHECK (budget_nano > 0),
  ADD COLUMN budget_period text CHECK (budget_period IN ('hour', 'day', 'week', 'month', 'lifetime')),
  -- Empty is every model, or every address.
  ADD COLUMN allowed_models text[] NOT NULL DEFAULT '{}',
  ADD COLUMN allowed_addresses text[] NOT NULL DEFAULT '{}',
  ADD COLUMN expires_at timestamptz(3),
  ADD CONSTRAINT api_key_budget_has_period CHECK ((budget_nano IS NULL) = (budget_period IS NULL));

DROP TRIGGER api_key_changed ON api_key;
CREATE TRIGGER api_key_changed AFTER INSERT OR UPDATE OF name, revoked_at, requests_per_minute, tokens_per_minute, budget_nano,
    budget_period, allowed_models, allowed_addresses, expires_at ON api_key
  FOR EACH ROW EXECUTE FUNCTION notify_api_key();

-- What the finished calls of a key with a budget cost, by period.
CREATE TABLE key_period (
  workspace_id uuid NOT NULL,
  key_id uuid NOT NULL,
  period text NOT NULL,
  period_start timestamptz(3) NOT NULL,
  spent_nano bigint NOT NULL CHECK (spent_nano >= 0),
  PRIMARY KEY (workspace_id, key_id, period, period_start)
);

-- The calls of such a key that are not in key_period yet. What each costs is read from its hold or its event, which the
-- ledger writes for every call: so no settle and no sweep knows of budgets, and calls without one pay nothing for them.
CREATE TABLE key_claim (
  workspace_id uuid NOT NULL,
  key_id uuid NOT NULL,
  call_id uuid NOT NULL,
  period text NOT NULL,
  period_start timestamptz(3) NOT NULL,
  PRIMARY KEY (workspace_id, key_id, call_id)
) WITH (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0);

-- The period that an instant falls into. Days, weeks (from Monday) and months are the time zone's; an hour that the clocks
-- repeat in autumn is two. A time zone that nobody knows any more is UTC: it must not stop calls.
CREATE FUNCTION spend_period(p_period text, p_at timestamptz, p_time_zone text, OUT starts_at timestamptz, OUT ends_at timestamptz)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF p_period = 'lifetime' THEN
    starts_at := to_timestamp(0);
    RETURN;
  END IF;
  starts_at := date_trunc(p_period, p_at, p_time_zone);
  ends_at := CASE p_period WHEN 'hour' THEN starts_at + interval '1 hour'
    ELSE ((starts_at AT TIME ZONE p_time_zone)::date + ('1 ' || p_period)::interval) AT TIME ZONE p_time_zone END;
EXCEPTION WHEN invalid_parameter_value THEN
  SELECT * INTO starts_at, ends_at FROM spend_period(p_period, p_at, 'UTC');
END $$;
