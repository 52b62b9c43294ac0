CREATE TABLE "user" (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  name text,
  password_hash text,
  email_verified_at timestamptz(3),
  role text NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'admin')),
  -- Raised to end every session of the user at once: a session token carries the version that it was made with.
  session_version integer NOT NULL DEFAULT 1,
  locale text,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE user_identity (
  provider text NOT NULL,
  provider_account_id text NOT NULL,
  user_id uuid NOT NULL REFERENCES "user" (id),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (provider, provider_account_id)
);
CREATE INDEX user_identity_user_id_idx ON user_identity (user_id);

-- Only the hash of a mailed token is kept, so that a read of this table opens no account.
CREATE TABLE mail_token (
  token_hash bytea PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES "user" (id),
  purpose text NOT NULL CHECK (purpose IN ('verify', 'reset')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3)
);
CREATE INDEX mail_token_user_id_idx ON mail_token (user_id);

CREATE TABLE workspace (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  time_zone text NOT NULL DEFAULT 'UTC',
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE membership (
  workspace_id uuid NOT NULL REFERENCES workspace (id),
  user_id uuid NOT NULL REFERENCES "user" (id),
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, user_id)
);
CREATE INDEX membership_user_id_idx ON membership (user_id);

CREATE TABLE audit_entry (
  id uuid PRIMARY KEY,
  at timestamptz(3) NOT NULL DEFAULT now(),
  actor_user_id uuid,
  workspace_id uuid,
  ip text,
  action text NOT NULL,
  target text NOT NULL,
  before jsonb,
  after jsonb
);
CREATE INDEX audit_entry_at_idx ON audit_entry (at DESC);

-- What was written about money or about who did what is corrected by adding a row, never by changing one.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
