CREATE TABLE user_profile (
  workspace_id uuid NOT NULL,
  account_id text NOT NULL,
  profile_id text,
  told_status text,
  told_email boolean NOT NULL DEFAULT false,
  asked_at timestamptz(3) NOT NULL,
  claimed_until timestamptz(3) NOT NULL,
  may_exist boolean NOT NULL,
  remade_at timestamptz(3),
  checked_at timestamptz(3) NOT NULL DEFAULT '-infinity',
  PRIMARY KEY (workspace_id, account_id)
);
-- A webhook names a profile and no workspace.
CREATE INDEX user_profile_profile_id_idx ON user_profile (profile_id);
CREATE INDEX user_profile_account_id_idx ON user_profile (account_id);
COMMENT ON TABLE user_profile IS 'Under which id a Claude account knows a workspace. Every call of the workspace names it there.';
COMMENT ON COLUMN user_profile.account_id IS 'The upstream account, or "environment" for that of the environment.';
COMMENT ON COLUMN user_profile.profile_id IS 'NULL until Claude has made it, and after Claude no longer knew it.';
COMMENT ON COLUMN user_profile.told_status IS 'The account status that Claude was told last: active or suspended.';
COMMENT ON COLUMN user_profile.told_email IS 'Claude has the hash of the owner''s address. It is told once the address is verified.';
COMMENT ON COLUMN user_profile.asked_at IS 'When the present making began. An older profile at the account is none that an unanswered request left behind.';
COMMENT ON COLUMN user_profile.claimed_until IS 'Until then one process makes the profile, and no other one does.';
COMMENT ON COLUMN user_profile.may_exist IS 'A request to make it had no answer, so a profile may be there that nobody knows of.';
COMMENT ON COLUMN user_profile.remade_at IS 'When Claude last did not know the profile. It is made again once in a while, not for every call.';
COMMENT ON COLUMN user_profile.checked_at IS 'When the reading began that enforcement_action was last written from. An older reading changes nothing.';

CREATE TABLE enforcement_action (
  workspace_id uuid NOT NULL,
  account_id text NOT NULL,
  action_id text NOT NULL,
  type text NOT NULL CHECK (type IN ('ban', 'restriction')),
  reason text NOT NULL,
  is_verifiable boolean NOT NULL,
  opened_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3),
  noticed_at timestamptz(3) NOT NULL,
  resolved_at timestamptz(3),
  PRIMARY KEY (workspace_id, account_id, action_id)
);
CREATE INDEX enforcement_action_open_idx ON enforcement_action (account_id) WHERE resolved_at IS NULL;
COMMENT ON TABLE enforcement_action IS 'Limits that Anthropic placed on a workspace. While one is open, the workspace makes no calls.';
COMMENT ON COLUMN enforcement_action.is_verifiable IS 'The customer can end it by an identity check.';
COMMENT ON COLUMN enforcement_action.expires_at IS 'NULL: it has no end date. A ban never has one.';

CREATE TABLE profile_problem (
  account_id text PRIMARY KEY,
  is_refused boolean NOT NULL,
  problem text NOT NULL,
  noted_at timestamptz(3) NOT NULL
);
COMMENT ON TABLE profile_problem IS 'Why an account makes no user profiles at the moment, in its own words. It has a row only then.';
COMMENT ON COLUMN profile_problem.is_refused IS 'The account has no user profiles for us; otherwise it only failed.';
