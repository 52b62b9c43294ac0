-- Notifies every process to read changed usage tiers again.
CREATE OR REPLACE FUNCTION notify_usage_tier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('relais_tiers', '');
  RETURN NULL;
END $$;
