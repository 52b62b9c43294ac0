-- A payment reduces what the wallet owes by its amount. The money still belongs to the customer.
CREATE OR REPLACE FUNCTION make_owed_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE wallet SET owed_nano = greatest(owed_nano - NEW.amount_nano, 0) WHERE workspace_id = NEW.workspace_id AND owed_nano > 0;
  RETURN NULL;
END $$;
