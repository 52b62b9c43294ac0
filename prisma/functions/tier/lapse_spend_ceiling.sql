-- Whoever tops up to get a higher cap has it with the next call. Every writer of entries holds the wallet's lock.
CREATE OR REPLACE FUNCTION lapse_spend_ceiling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE wallet SET spend_ceiling_until = '-infinity' WHERE workspace_id = NEW.workspace_id;
  RETURN NULL;
END $$;
