-- Every process reads prices and models again when they change.
CREATE OR REPLACE FUNCTION notify_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('relais_prices', '');
  RETURN NULL;
END $$;
