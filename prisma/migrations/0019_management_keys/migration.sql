-- Keys that make, change and end the keys of a workspace, and can do nothing else.
CREATE TABLE management_key (
  workspace_id uuid NOT NULL REFERENCES workspace (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  secret_hmac bytea NOT NULL UNIQUE,
  pepper_version integer NOT NULL,
  prefix text NOT NULL,
  last_four text NOT NULL,
  created_by uuid,
  submission_key uuid,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3),
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, submission_key)
);

-- Secrets that a key had before it was rotated, each until its grace ends.
CREATE TABLE retiring_secret (
  workspace_id uuid NOT NULL,
  key_id uuid NOT NULL,
  secret_hmac bytea NOT NULL UNIQUE,
  pepper_version integer NOT NULL,
  prefix text NOT NULL,
  last_four text NOT NULL,
  works_until timestamptz(3) NOT NULL,
  PRIMARY KEY (workspace_id, key_id, secret_hmac),
  FOREIGN KEY (workspace_id, key_id) REFERENCES api_key (workspace_id, id)
);

-- A key is known to the processes by every secret that still works, and by the one that a rotation has just replaced.
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

DROP TRIGGER api_key_changed ON api_key;
CREATE TRIGGER api_key_changed AFTER INSERT OR UPDATE OF name, secret_hmac, revoked_at, requests_per_minute, tokens_per_minute,
    budget_nano, budget_period, allowed_models, allowed_addresses, expires_at ON api_key
  FOR EACH ROW EXECUTE FUNCTION notify_api_key();
