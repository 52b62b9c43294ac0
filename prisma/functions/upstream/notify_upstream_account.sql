-- Every front door reads the provider accounts again when they change.
CREATE OR REPLACE FUNCTION notify_upstream_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('relais_accounts', '');
  RETURN NULL;
END $$;
