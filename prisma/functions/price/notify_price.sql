-- Notifies every process to read changed prices and models again.
CREATE OR REPLACE FUNCTION notify_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('relais_prices', '');
  RETURN NULL;
END $$;
