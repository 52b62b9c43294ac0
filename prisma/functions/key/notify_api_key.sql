-- Every process drops its cached copy of a key that changed, so that a revocation holds everywhere at once. A key is known
-- by every secret that still works, and by the one that a rotation has just replaced.
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
