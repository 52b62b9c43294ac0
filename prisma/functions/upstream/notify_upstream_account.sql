-- Notifies every front door to read changed upstream accounts again.
CREATE OR REPLACE FUNCTION notify_upstream_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('relais_accounts', '');
  RETURN NULL;
END $$;
