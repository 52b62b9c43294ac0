CREATE TABLE api_key (
  workspace_id uuid NOT NULL REFERENCES workspace (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  secret_hmac bytea NOT NULL UNIQUE,
  pepper_version integer NOT NULL,
  prefix text NOT NULL,
  last_four text NOT NULL,
  created_by uuid,
  -- A form carries its own key, so that sending it twice makes one API key.
  submission_key uuid,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3),
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, submission_key)
);

-- Every process drops its cached copy of a key that changed, so that a revocation holds everywhere at once.
CREATE FUNCTION notify_api_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('relais_keys', encode(NEW.secret_hmac, 'hex'));
  RETURN NULL;
END $$;

CREATE TRIGGER api_key_changed AFTER INSERT OR UPDATE OF name, revoked_at ON api_key
  FOR EACH ROW EXECUTE FUNCTION notify_api_key();
