-- A top-up that leads to a higher cap takes effect with the next call. Every writer of entries has locked the wallet.
CREATE OR REPLACE FUNCTION lapse_spend_ceiling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE wallet SET spend_ceiling_until = '-infinity' WHERE workspace_id = NEW.workspace_id;
  RETURN NULL;
END $$;
