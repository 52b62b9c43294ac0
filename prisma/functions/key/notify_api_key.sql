-- Notifies every process to drop a changed key from its cache, so that a revocation takes effect everywhere at once. It names every
-- secret of the key that still works, and the one that a rotation has just replaced.
CREATE OR REPLACE FUNCTION notify_api_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('relais_keys', encode(NEW.secret_hmac, 'hex'));
  IF TG_OP = 'UPDATE' THEN
    PERFORM pg_notify('relais_keys', encode(OLD.secret_hmac, 'hex'));
    PERFORM pg_notify('relais_keys', encode(secret_hmac, 'hex')) FROM retiring_secret
    WHERE workspace_id = NEW.workspace_id AND key_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
