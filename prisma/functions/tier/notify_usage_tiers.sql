-- Notifies every process to read usage tiers again. What changes a tier, or a workspace's tier, calls it in the same transaction.
CREATE OR REPLACE FUNCTION notify_usage_tiers() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('relais_tiers', '');
END $$;
