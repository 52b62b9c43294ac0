-- The provider accounts that calls are sent to. What is secret of one is in `credentials` alone, sealed with a key that the
-- database never sees: lib/accounts/credentials.ts.
CREATE TABLE upstream_account (
  id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$'),
  kind text NOT NULL CHECK (kind IN ('claude-api', 'bedrock', 'vertex')),
  settings jsonb NOT NULL CHECK (jsonb_typeof(settings) = 'object'),
  credentials bytea NOT NULL,
  weight integer NOT NULL DEFAULT 1 CHECK (weight BETWEEN 1 AND 1000),
  state text NOT NULL DEFAULT 'enabled' CHECK (state IN ('enabled', 'draining', 'disabled')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  -- Counts the changes: whoever changes an account names the one that was looked at.
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0)
);

CREATE FUNCTION notify_upstream_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('relais_accounts', '');
  RETURN NULL;
END $$;
CREATE TRIGGER upstream_account_changed AFTER INSERT OR UPDATE OR DELETE ON upstream_account
  FOR EACH STATEMENT EXECUTE FUNCTION notify_upstream_account();
