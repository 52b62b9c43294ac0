-- Every process reads the usage tiers again when they change.
CREATE OR REPLACE FUNCTION notify_usage_tier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('relais_tiers', '');
  RETURN NULL;
END $$;
