-- The tables as they stood when their history was cut off here. How they are today: prisma/tables.sql, which also has what each is for.
-- Functions that tables call are only declared: the text of each is its file in prisma/functions, which the same transaction applies.

CREATE FUNCTION lapse_spend_ceiling() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION make_owed_good() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION note_absorbed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION notify_api_key() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION notify_price() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION notify_upstream_account() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION notify_usage_tier() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION refuse_unpaying() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION is_sound_wallet(p_available bigint, p_held bigint, p_spent bigint, p_burned bigint, p_debt bigint)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN false; END';
CREATE FUNCTION is_sound_event(
  p_outcome text, p_input_tokens integer, p_cache_write_5m_tokens integer, p_cache_write_1h_tokens integer, p_cache_read_tokens integer,
  p_output_tokens integer, p_web_searches integer, p_hold bigint, p_price bigint, p_charge bigint, p_absorbed bigint
) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN false; END';

CREATE TYPE settle_row AS (
  key_id uuid,
  model_id text,
  price_version integer,
  outcome text,
  reason text,
  endpoint text,
  is_stream boolean,
  upstream text,
  upstream_request_id text,
  http_status integer,
  stop_reason text,
  input_tokens integer,
  cache_write_5m_tokens integer,
  cache_write_1h_tokens integer,
  cache_read_tokens integer,
  output_tokens integer,
  thinking_tokens integer,
  web_searches integer,
  modifiers text,
  is_estimated boolean,
  upstream_cost_nano bigint,
  first_byte_ms integer,
  total_ms integer
);

CREATE TABLE "user" (
  id uuid NOT NULL,
  email text NOT NULL,
  name text,
  password_hash text,
  email_verified_at timestamptz(3),
  role text NOT NULL DEFAULT 'user',
  session_version integer NOT NULL DEFAULT 1,
  locale text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT user_pkey PRIMARY KEY (id),
  CONSTRAINT user_email_key UNIQUE (email),
  CONSTRAINT user_email_check CHECK ((email = lower(email))),
  CONSTRAINT user_role_check CHECK ((role = ANY (ARRAY['user'::text, 'admin'::text])))
);

CREATE TABLE user_identity (
  provider text NOT NULL,
  provider_account_id text NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT user_identity_pkey PRIMARY KEY (provider, provider_account_id),
  CONSTRAINT user_identity_user_id_fkey FOREIGN KEY (user_id) REFERENCES "user"(id)
);
CREATE INDEX user_identity_user_id_idx ON user_identity (user_id);

CREATE TABLE mail_token (
  token_hash bytea NOT NULL,
  user_id uuid NOT NULL,
  purpose text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  CONSTRAINT mail_token_pkey PRIMARY KEY (token_hash),
  CONSTRAINT mail_token_purpose_check CHECK ((purpose = ANY (ARRAY['verify'::text, 'reset'::text]))),
  CONSTRAINT mail_token_user_id_fkey FOREIGN KEY (user_id) REFERENCES "user"(id)
);
CREATE INDEX mail_token_user_id_idx ON mail_token (user_id);

CREATE TABLE workspace (
  id uuid NOT NULL,
  name text NOT NULL,
  time_zone text NOT NULL DEFAULT 'UTC',
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT workspace_pkey PRIMARY KEY (id)
);

CREATE TABLE membership (
  workspace_id uuid NOT NULL,
  user_id uuid NOT NULL,
  role text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT membership_pkey PRIMARY KEY (workspace_id, user_id),
  CONSTRAINT membership_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'member'::text]))),
  CONSTRAINT membership_user_id_fkey FOREIGN KEY (user_id) REFERENCES "user"(id),
  CONSTRAINT membership_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
);
CREATE INDEX membership_user_id_idx ON membership (user_id);

CREATE TABLE audit_entry (
  id uuid NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  actor_user_id uuid,
  workspace_id uuid,
  ip text,
  action text NOT NULL,
  target text NOT NULL,
  before jsonb,
  after jsonb,
  CONSTRAINT audit_entry_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_entry_at_idx ON audit_entry (at DESC);
CREATE TRIGGER audit_entry_append_only BEFORE DELETE OR UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entry_never_emptied BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE api_key (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  secret_hmac bytea NOT NULL,
  pepper_version integer NOT NULL,
  prefix text NOT NULL,
  last_four text NOT NULL,
  created_by uuid,
  submission_key uuid,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3),
  requests_per_minute integer,
  tokens_per_minute integer,
  budget_nano bigint,
  budget_period text,
  allowed_models text[] NOT NULL DEFAULT '{}',
  allowed_addresses text[] NOT NULL DEFAULT '{}',
  expires_at timestamptz(3),
  CONSTRAINT api_key_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT api_key_secret_hmac_key UNIQUE (secret_hmac),
  CONSTRAINT api_key_workspace_id_submission_key_key UNIQUE (workspace_id, submission_key),
  CONSTRAINT api_key_budget_has_period CHECK (((budget_nano IS NULL) = (budget_period IS NULL))),
  CONSTRAINT api_key_budget_nano_check CHECK ((budget_nano > 0)),
  CONSTRAINT api_key_budget_period_check CHECK ((budget_period = ANY (ARRAY['hour'::text, 'day'::text, 'week'::text, 'month'::text, 'lifetime'::text]))),
  CONSTRAINT api_key_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  CONSTRAINT api_key_requests_per_minute_check CHECK ((requests_per_minute > 0)),
  CONSTRAINT api_key_tokens_per_minute_check CHECK ((tokens_per_minute > 0)),
  CONSTRAINT api_key_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
);
CREATE TRIGGER api_key_changed AFTER INSERT OR UPDATE OF name, secret_hmac, revoked_at, requests_per_minute, tokens_per_minute, budget_nano, budget_period, allowed_models, allowed_addresses, expires_at ON api_key FOR EACH ROW EXECUTE FUNCTION notify_api_key();

CREATE TABLE model (
  id text NOT NULL,
  display_name text NOT NULL,
  line text NOT NULL,
  released_on date NOT NULL,
  lifecycle text NOT NULL,
  retires_on date,
  context_tokens integer NOT NULL,
  max_output_tokens integer NOT NULL,
  min_cacheable_tokens integer NOT NULL,
  capabilities jsonb NOT NULL,
  CONSTRAINT model_pkey PRIMARY KEY (id),
  CONSTRAINT model_context_tokens_check CHECK ((context_tokens > 0)),
  CONSTRAINT model_lifecycle_check CHECK ((lifecycle = ANY (ARRAY['active'::text, 'deprecated'::text, 'retired'::text]))),
  CONSTRAINT model_max_output_tokens_check CHECK ((max_output_tokens > 0)),
  CONSTRAINT model_min_cacheable_tokens_check CHECK ((min_cacheable_tokens >= 0))
);
CREATE TRIGGER model_changed AFTER INSERT OR UPDATE ON model FOR EACH STATEMENT EXECUTE FUNCTION notify_price();

CREATE TABLE model_alias (
  alias text NOT NULL,
  model_id text NOT NULL,
  CONSTRAINT model_alias_pkey PRIMARY KEY (alias),
  CONSTRAINT model_alias_model_id_fkey FOREIGN KEY (model_id) REFERENCES model(id)
);

CREATE TABLE price (
  model_id text NOT NULL,
  kind text NOT NULL,
  version integer NOT NULL,
  effective_from timestamptz(3) NOT NULL,
  input_pico bigint NOT NULL,
  output_pico bigint NOT NULL,
  input_ppm bigint NOT NULL,
  cache_write_5m_ppm bigint NOT NULL,
  cache_write_1h_ppm bigint NOT NULL,
  cache_read_ppm bigint NOT NULL,
  step_above_tokens integer,
  step_input_pico bigint,
  step_output_pico bigint,
  fast_ppm bigint,
  us_inference_ppm bigint,
  batch_ppm bigint,
  regional_ppm bigint,
  web_search_nano bigint NOT NULL,
  published_at timestamptz(3) NOT NULL DEFAULT now(),
  published_by uuid,
  note text,
  CONSTRAINT price_pkey PRIMARY KEY (model_id, kind, version),
  CONSTRAINT price_batch_ppm_check CHECK ((batch_ppm > 0)),
  CONSTRAINT price_cache_read_ppm_check CHECK ((cache_read_ppm > 0)),
  CONSTRAINT price_cache_write_1h_ppm_check CHECK ((cache_write_1h_ppm > 0)),
  CONSTRAINT price_cache_write_5m_ppm_check CHECK ((cache_write_5m_ppm > 0)),
  CONSTRAINT price_check CHECK ((num_nonnulls(step_above_tokens, step_input_pico, step_output_pico) = ANY (ARRAY[0, 3]))),
  CONSTRAINT price_fast_ppm_check CHECK ((fast_ppm > 0)),
  CONSTRAINT price_input_pico_check CHECK ((input_pico > 0)),
  CONSTRAINT price_input_ppm_check CHECK ((input_ppm > 0)),
  CONSTRAINT price_kind_check CHECK ((kind = ANY (ARRAY['sale'::text, 'upstream'::text]))),
  CONSTRAINT price_output_pico_check CHECK ((output_pico > 0)),
  CONSTRAINT price_regional_ppm_check CHECK ((regional_ppm > 0)),
  CONSTRAINT price_step_above_tokens_check CHECK ((step_above_tokens > 0)),
  CONSTRAINT price_step_input_pico_check CHECK ((step_input_pico > 0)),
  CONSTRAINT price_step_output_pico_check CHECK ((step_output_pico > 0)),
  CONSTRAINT price_us_inference_ppm_check CHECK ((us_inference_ppm > 0)),
  CONSTRAINT price_version_check CHECK ((version > 0)),
  CONSTRAINT price_web_search_nano_check CHECK ((web_search_nano >= 0)),
  CONSTRAINT price_model_id_fkey FOREIGN KEY (model_id) REFERENCES model(id)
);
CREATE INDEX price_model_id_kind_effective_from_version_idx ON price (model_id, kind, effective_from DESC, version DESC);
CREATE TRIGGER price_append_only BEFORE DELETE OR UPDATE ON price FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER price_changed AFTER INSERT ON price FOR EACH STATEMENT EXECUTE FUNCTION notify_price();
CREATE TRIGGER price_never_emptied BEFORE TRUNCATE ON price FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE wallet (
  workspace_id uuid NOT NULL,
  available_nano bigint NOT NULL DEFAULT 0,
  held_nano bigint NOT NULL DEFAULT 0,
  spent_total_nano bigint NOT NULL DEFAULT 0,
  burned_total_nano bigint NOT NULL DEFAULT 0,
  debt_nano bigint NOT NULL DEFAULT 0,
  next_expiry_at timestamptz(3),
  is_frozen boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  month_start_spent_nano bigint NOT NULL DEFAULT 0,
  month_ends_at timestamptz(3),
  spend_ceiling_nano bigint,
  spend_ceiling_until timestamptz(3) NOT NULL DEFAULT '-infinity',
  owed_nano bigint NOT NULL DEFAULT 0,
  is_questioned boolean NOT NULL DEFAULT false,
  CONSTRAINT wallet_pkey PRIMARY KEY (workspace_id),
  CONSTRAINT wallet_is_sound CHECK (is_sound_wallet(available_nano, held_nano, spent_total_nano, burned_total_nano, debt_nano)),
  CONSTRAINT wallet_owed_nano_check CHECK ((owed_nano >= 0)),
  CONSTRAINT wallet_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
) WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0.02);

CREATE TABLE worker_lease (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  instance text NOT NULL,
  started_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  is_batch boolean NOT NULL DEFAULT false,
  CONSTRAINT worker_lease_pkey PRIMARY KEY (id)
);

CREATE TABLE hold (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  key_id uuid NOT NULL,
  model_id text NOT NULL,
  price_version integer NOT NULL,
  lease_id bigint NOT NULL,
  amount_nano bigint NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  checkpoint_nano bigint NOT NULL DEFAULT 0,
  checkpoint_at timestamptz(3),
  checkpoint_settle jsonb,
  CONSTRAINT hold_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT hold_is_sound CHECK (((amount_nano > 0) AND (checkpoint_nano >= 0)))
) WITH (autovacuum_vacuum_threshold=2000, autovacuum_vacuum_scale_factor=0);

CREATE TABLE usage_event (
  workspace_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  id uuid NOT NULL,
  is_late boolean NOT NULL DEFAULT false,
  key_id uuid NOT NULL,
  model_id text NOT NULL,
  price_version integer NOT NULL,
  outcome text NOT NULL,
  reason text,
  endpoint text NOT NULL,
  is_stream boolean NOT NULL,
  upstream text,
  upstream_request_id text,
  http_status integer NOT NULL,
  stop_reason text,
  input_tokens integer NOT NULL,
  cache_write_5m_tokens integer NOT NULL,
  cache_write_1h_tokens integer NOT NULL,
  cache_read_tokens integer NOT NULL,
  output_tokens integer NOT NULL,
  thinking_tokens integer,
  web_searches integer NOT NULL,
  modifiers text[] NOT NULL,
  is_estimated boolean NOT NULL,
  hold_nano bigint NOT NULL,
  price_nano bigint NOT NULL,
  charge_nano bigint NOT NULL,
  absorbed_nano bigint NOT NULL,
  upstream_cost_nano bigint,
  first_byte_ms integer,
  total_ms integer NOT NULL,
  settled_at timestamptz(3) NOT NULL DEFAULT now(),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT usage_event_pkey PRIMARY KEY (workspace_id, created_at, id, is_late),
  CONSTRAINT usage_event_is_sound CHECK (is_sound_event(outcome, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, web_searches, hold_nano, price_nano, charge_nano, absorbed_nano))
) PARTITION BY RANGE (created_at);
CREATE INDEX usage_event_xid_idx ON usage_event (xid);
CREATE TABLE usage_event_default PARTITION OF usage_event DEFAULT;
CREATE TRIGGER usage_event_absorbed AFTER INSERT ON usage_event FOR EACH ROW WHEN (new.absorbed_nano > 0) EXECUTE FUNCTION note_absorbed();
CREATE TRIGGER usage_event_append_only BEFORE DELETE OR UPDATE ON usage_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER usage_event_never_emptied BEFORE TRUNCATE ON usage_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE ledger_entry (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  amount_nano bigint NOT NULL,
  contra text NOT NULL,
  reference text NOT NULL,
  lot_id uuid,
  actor_user_id uuid,
  note text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT ledger_entry_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT ledger_entry_reference_key UNIQUE (reference),
  CONSTRAINT ledger_entry_amount_nano_check CHECK ((amount_nano <> 0)),
  CONSTRAINT ledger_entry_kind_check CHECK ((kind = ANY (ARRAY['topup'::text, 'grant'::text, 'refund'::text, 'refund_reversal'::text, 'dispute'::text, 'dispute_reversal'::text, 'expiry'::text, 'adjustment'::text, 'debt'::text, 'debt_paid'::text])))
);
CREATE TRIGGER ledger_entry_append_only BEFORE DELETE OR UPDATE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entry_makes_good AFTER INSERT ON ledger_entry FOR EACH ROW WHEN (new.kind = 'topup'::text) EXECUTE FUNCTION make_owed_good();
CREATE TRIGGER ledger_entry_moves_tier AFTER INSERT ON ledger_entry FOR EACH ROW WHEN (new.kind = ANY (ARRAY['topup'::text, 'refund'::text, 'refund_reversal'::text, 'dispute'::text, 'dispute_reversal'::text])) EXECUTE FUNCTION lapse_spend_ceiling();
CREATE TRIGGER ledger_entry_never_emptied BEFORE TRUNCATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE credit_lot (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  priority integer NOT NULL,
  granted_nano bigint NOT NULL,
  remaining_nano bigint NOT NULL,
  protected_nano bigint NOT NULL DEFAULT 0,
  expires_at timestamptz(3),
  reference text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT credit_lot_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT credit_lot_reference_key UNIQUE (reference),
  CONSTRAINT credit_lot_check CHECK (((remaining_nano >= 0) AND (remaining_nano <= granted_nano))),
  CONSTRAINT credit_lot_granted_nano_check CHECK ((granted_nano > 0)),
  CONSTRAINT credit_lot_kind_check CHECK ((kind = ANY (ARRAY['paid'::text, 'promo'::text]))),
  CONSTRAINT credit_lot_protected_nano_check CHECK ((protected_nano >= 0))
);
CREATE INDEX credit_lot_burn_order_idx ON credit_lot (workspace_id, priority, expires_at, id) WHERE (remaining_nano > 0);
CREATE INDEX credit_lot_expiry_idx ON credit_lot (expires_at) WHERE (remaining_nano > 0);

CREATE TABLE lot_burn (
  workspace_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  lot_id uuid NOT NULL,
  amount_nano bigint NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT lot_burn_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT lot_burn_amount_nano_check CHECK ((amount_nano > 0))
);
CREATE TRIGGER lot_burn_append_only BEFORE DELETE OR UPDATE ON lot_burn FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER lot_burn_never_emptied BEFORE TRUNCATE ON lot_burn FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE topup (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  state text NOT NULL,
  amount_cents integer NOT NULL,
  currency text NOT NULL,
  submission_key text NOT NULL,
  session_id text,
  payment_intent_id text,
  receipt_url text,
  receipt_email text,
  review_reason text,
  decline_code text,
  created_by uuid,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  paid_at timestamptz(3),
  looked_at timestamptz(3),
  CONSTRAINT topup_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT topup_id_key UNIQUE (id),
  CONSTRAINT topup_payment_intent_id_key UNIQUE (payment_intent_id),
  CONSTRAINT topup_session_id_key UNIQUE (session_id),
  CONSTRAINT topup_workspace_id_submission_key_key UNIQUE (workspace_id, submission_key),
  CONSTRAINT topup_amount_cents_check CHECK ((amount_cents > 0)),
  CONSTRAINT topup_state_check CHECK ((state = ANY (ARRAY['created'::text, 'processing'::text, 'paid'::text, 'failed'::text, 'expired'::text, 'review'::text]))),
  CONSTRAINT topup_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
);
CREATE INDEX topup_open_idx ON topup (created_at) WHERE (state = ANY (ARRAY['created'::text, 'processing'::text]));
CREATE TRIGGER topup_keeps_money BEFORE DELETE OR UPDATE ON topup FOR EACH ROW EXECUTE FUNCTION refuse_unpaying();

CREATE TABLE stripe_event (
  id text NOT NULL,
  type text NOT NULL,
  object_id text,
  api_version text,
  is_live boolean NOT NULL,
  payload jsonb NOT NULL,
  state text NOT NULL DEFAULT 'pending',
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  received_at timestamptz(3) NOT NULL DEFAULT now(),
  processed_at timestamptz(3),
  workspace_id uuid,
  question_key text,
  froze boolean NOT NULL DEFAULT false,
  finding jsonb,
  closed_at timestamptz(3),
  closed_by uuid,
  raw_text text,
  CONSTRAINT stripe_event_pkey PRIMARY KEY (id),
  CONSTRAINT stripe_event_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'done'::text, 'ignored'::text, 'dead'::text, 'open'::text])))
);
CREATE INDEX stripe_event_open_idx ON stripe_event (received_at) WHERE (state = ANY (ARRAY['open'::text, 'dead'::text]));
CREATE INDEX stripe_event_pending_idx ON stripe_event (received_at) WHERE (state = 'pending'::text);
CREATE INDEX stripe_event_question_idx ON stripe_event (question_key) WHERE (question_key IS NOT NULL);

CREATE TABLE stripe_cursor (
  name text NOT NULL,
  listed_until timestamptz(3) NOT NULL,
  CONSTRAINT stripe_cursor_pkey PRIMARY KEY (name)
);

CREATE TABLE usage_rollup (
  workspace_id uuid NOT NULL,
  bucket timestamptz(3) NOT NULL,
  model_id text NOT NULL,
  key_id uuid NOT NULL,
  requests bigint NOT NULL,
  free_requests bigint NOT NULL,
  input_tokens bigint NOT NULL,
  cache_write_5m_tokens bigint NOT NULL,
  cache_write_1h_tokens bigint NOT NULL,
  cache_read_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  web_searches bigint NOT NULL,
  charge_nano bigint NOT NULL,
  absorbed_nano bigint NOT NULL,
  reads_saved_nano bigint NOT NULL,
  writes_extra_nano bigint NOT NULL,
  CONSTRAINT usage_rollup_pkey PRIMARY KEY (workspace_id, bucket, model_id, key_id)
);

CREATE TABLE usage_watermark (
  is_only boolean NOT NULL DEFAULT true,
  rolled_before xid8 NOT NULL,
  rolled_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT usage_watermark_pkey PRIMARY KEY (is_only),
  CONSTRAINT usage_watermark_is_only_check CHECK (is_only)
);

CREATE TABLE usage_tier (
  id text NOT NULL,
  topup_nano bigint,
  requests_per_minute integer,
  tokens_per_minute integer,
  concurrent_calls integer,
  month_cap_nano bigint,
  CONSTRAINT usage_tier_pkey PRIMARY KEY (id),
  CONSTRAINT usage_tier_topup_nano_key UNIQUE (topup_nano),
  CONSTRAINT usage_tier_concurrent_calls_check CHECK ((concurrent_calls > 0)),
  CONSTRAINT usage_tier_month_cap_nano_check CHECK ((month_cap_nano > 0)),
  CONSTRAINT usage_tier_requests_per_minute_check CHECK ((requests_per_minute > 0)),
  CONSTRAINT usage_tier_tokens_per_minute_check CHECK ((tokens_per_minute > 0)),
  CONSTRAINT usage_tier_topup_nano_check CHECK ((topup_nano >= 0))
);
CREATE TRIGGER usage_tier_changed AFTER INSERT OR DELETE OR UPDATE ON usage_tier FOR EACH STATEMENT EXECUTE FUNCTION notify_usage_tier();

CREATE TABLE workspace_tier (
  workspace_id uuid NOT NULL,
  tier_id text NOT NULL,
  CONSTRAINT workspace_tier_pkey PRIMARY KEY (workspace_id),
  CONSTRAINT workspace_tier_tier_id_fkey FOREIGN KEY (tier_id) REFERENCES usage_tier(id),
  CONSTRAINT workspace_tier_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
);
CREATE TRIGGER workspace_tier_changed AFTER INSERT OR DELETE OR UPDATE ON workspace_tier FOR EACH STATEMENT EXECUTE FUNCTION notify_usage_tier();

CREATE TABLE key_period (
  workspace_id uuid NOT NULL,
  key_id uuid NOT NULL,
  period text NOT NULL,
  period_start timestamptz(3) NOT NULL,
  spent_nano bigint NOT NULL,
  CONSTRAINT key_period_pkey PRIMARY KEY (workspace_id, key_id, period, period_start),
  CONSTRAINT key_period_spent_nano_check CHECK ((spent_nano >= 0))
);

CREATE TABLE key_claim (
  workspace_id uuid NOT NULL,
  key_id uuid NOT NULL,
  call_id uuid NOT NULL,
  period text NOT NULL,
  period_start timestamptz(3) NOT NULL,
  CONSTRAINT key_claim_pkey PRIMARY KEY (workspace_id, key_id, call_id)
) WITH (autovacuum_vacuum_threshold=2000, autovacuum_vacuum_scale_factor=0);

CREATE TABLE upstream_account (
  id uuid NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  settings jsonb NOT NULL,
  credentials bytea NOT NULL,
  weight integer NOT NULL DEFAULT 1,
  state text NOT NULL DEFAULT 'enabled',
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  revision integer NOT NULL DEFAULT 1,
  CONSTRAINT upstream_account_pkey PRIMARY KEY (id),
  CONSTRAINT upstream_account_name_key UNIQUE (name),
  CONSTRAINT upstream_account_kind_check CHECK ((kind = ANY (ARRAY['claude-api'::text, 'bedrock'::text, 'vertex'::text]))),
  CONSTRAINT upstream_account_name_check CHECK ((name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$'::text)),
  CONSTRAINT upstream_account_revision_check CHECK ((revision > 0)),
  CONSTRAINT upstream_account_settings_check CHECK ((jsonb_typeof(settings) = 'object'::text)),
  CONSTRAINT upstream_account_state_check CHECK ((state = ANY (ARRAY['enabled'::text, 'draining'::text, 'disabled'::text]))),
  CONSTRAINT upstream_account_weight_check CHECK (((weight >= 1) AND (weight <= 1000)))
);
CREATE TRIGGER upstream_account_changed AFTER INSERT OR DELETE OR UPDATE ON upstream_account FOR EACH STATEMENT EXECUTE FUNCTION notify_upstream_account();

CREATE TABLE usage_move (
  workspace_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  call_id uuid NOT NULL,
  position integer NOT NULL,
  upstream text NOT NULL,
  why text NOT NULL,
  label text NOT NULL,
  CONSTRAINT usage_move_pkey PRIMARY KEY (workspace_id, created_at, call_id, position),
  CONSTRAINT usage_move_why_check CHECK ((why = ANY (ARRAY['failover'::text, 'cooling'::text, 'refused'::text])))
);
CREATE TRIGGER usage_move_append_only BEFORE DELETE OR UPDATE ON usage_move FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER usage_move_never_emptied BEFORE TRUNCATE ON usage_move FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE upstream_health (
  instance text NOT NULL,
  account_id text NOT NULL,
  calls bigint NOT NULL,
  failures bigint NOT NULL,
  cooling jsonb NOT NULL,
  last_failure_at timestamptz(3),
  last_failure_label text,
  last_failure_message text,
  written_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT upstream_health_pkey PRIMARY KEY (instance, account_id)
);

CREATE TABLE idempotent_call (
  workspace_id uuid NOT NULL,
  key_hash bytea NOT NULL,
  request_hash bytea NOT NULL,
  call_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT idempotent_call_pkey PRIMARY KEY (workspace_id, key_hash)
);
CREATE INDEX idempotent_call_created_at_idx ON idempotent_call (created_at);

CREATE TABLE management_key (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  secret_hmac bytea NOT NULL,
  pepper_version integer NOT NULL,
  prefix text NOT NULL,
  last_four text NOT NULL,
  created_by uuid,
  submission_key uuid,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3),
  CONSTRAINT management_key_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT management_key_secret_hmac_key UNIQUE (secret_hmac),
  CONSTRAINT management_key_workspace_id_submission_key_key UNIQUE (workspace_id, submission_key),
  CONSTRAINT management_key_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  CONSTRAINT management_key_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
);

CREATE TABLE retiring_secret (
  workspace_id uuid NOT NULL,
  key_id uuid NOT NULL,
  secret_hmac bytea NOT NULL,
  pepper_version integer NOT NULL,
  prefix text NOT NULL,
  last_four text NOT NULL,
  works_until timestamptz(3) NOT NULL,
  CONSTRAINT retiring_secret_pkey PRIMARY KEY (workspace_id, key_id, secret_hmac),
  CONSTRAINT retiring_secret_secret_hmac_key UNIQUE (secret_hmac),
  CONSTRAINT retiring_secret_workspace_id_key_id_fkey FOREIGN KEY (workspace_id, key_id) REFERENCES api_key(workspace_id, id)
);

CREATE TABLE usage_part (
  workspace_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  call_id uuid NOT NULL,
  model_id text NOT NULL,
  price_version integer NOT NULL,
  input_tokens integer NOT NULL,
  cache_write_5m_tokens integer NOT NULL,
  cache_write_1h_tokens integer NOT NULL,
  cache_read_tokens integer NOT NULL,
  output_tokens integer NOT NULL,
  price_nano bigint NOT NULL,
  is_late boolean NOT NULL DEFAULT false,
  number integer NOT NULL DEFAULT 0,
  modifiers text[] NOT NULL DEFAULT '{}',
  is_step boolean,
  CONSTRAINT usage_part_pkey PRIMARY KEY (workspace_id, created_at, call_id, is_late, model_id, number),
  CONSTRAINT usage_part_cache_read_tokens_check CHECK ((cache_read_tokens >= 0)),
  CONSTRAINT usage_part_cache_write_1h_tokens_check CHECK ((cache_write_1h_tokens >= 0)),
  CONSTRAINT usage_part_cache_write_5m_tokens_check CHECK ((cache_write_5m_tokens >= 0)),
  CONSTRAINT usage_part_input_tokens_check CHECK ((input_tokens >= 0)),
  CONSTRAINT usage_part_output_tokens_check CHECK ((output_tokens >= 0)),
  CONSTRAINT usage_part_price_nano_check CHECK ((price_nano >= 0))
);
CREATE TRIGGER usage_part_append_only BEFORE DELETE OR UPDATE ON usage_part FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER usage_part_never_emptied BEFORE TRUNCATE ON usage_part FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE carried_period (
  workspace_id uuid NOT NULL,
  period text NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  first_day date NOT NULL,
  CONSTRAINT carried_period_pkey PRIMARY KEY (workspace_id, period),
  CONSTRAINT carried_period_check CHECK ((ends_at > starts_at)),
  CONSTRAINT carried_period_period_check CHECK ((period = ANY (ARRAY['hour'::text, 'day'::text, 'week'::text, 'month'::text]))),
  CONSTRAINT carried_period_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
);

CREATE TABLE ended_session (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  ended_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT ended_session_pkey PRIMARY KEY (id),
  CONSTRAINT ended_session_user_id_fkey FOREIGN KEY (user_id) REFERENCES "user"(id)
);
CREATE INDEX ended_session_ended_at_idx ON ended_session (ended_at);
CREATE INDEX ended_session_user_id_idx ON ended_session (user_id);

CREATE TABLE message_batch (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  key_id uuid NOT NULL,
  account_id text NOT NULL,
  account_name text NOT NULL,
  lease_id bigint NOT NULL,
  request_count integer NOT NULL,
  key_hash bytea,
  request_hash bytea NOT NULL,
  state text NOT NULL DEFAULT 'submitting',
  upstream_id text,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  cancel_initiated_at timestamptz(3),
  ended_at timestamptz(3),
  archived_at timestamptz(3),
  succeeded integer NOT NULL DEFAULT 0,
  errored integer NOT NULL DEFAULT 0,
  canceled integer NOT NULL DEFAULT 0,
  expired integer NOT NULL DEFAULT 0,
  next_look_at timestamptz(3) NOT NULL,
  CONSTRAINT message_batch_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT message_batch_canceled_check CHECK ((canceled >= 0)),
  CONSTRAINT message_batch_check CHECK (((upstream_id IS NOT NULL) OR (state <> 'submitted'::text))),
  CONSTRAINT message_batch_errored_check CHECK ((errored >= 0)),
  CONSTRAINT message_batch_expired_check CHECK ((expired >= 0)),
  CONSTRAINT message_batch_request_count_check CHECK ((request_count > 0)),
  CONSTRAINT message_batch_state_check CHECK ((state = ANY (ARRAY['submitting'::text, 'submitted'::text, 'ended'::text, 'lost'::text]))),
  CONSTRAINT message_batch_succeeded_check CHECK ((succeeded >= 0))
);
CREATE INDEX message_batch_due_idx ON message_batch (next_look_at) WHERE (state = ANY (ARRAY['submitting'::text, 'submitted'::text]));
CREATE UNIQUE INDEX message_batch_key_hash_idx ON message_batch (workspace_id, key_hash) WHERE (key_hash IS NOT NULL);
CREATE INDEX message_batch_upstream_id_idx ON message_batch (upstream_id) WHERE (upstream_id IS NOT NULL);

CREATE TABLE message_batch_request (
  workspace_id uuid NOT NULL,
  batch_id uuid NOT NULL,
  call_id uuid NOT NULL,
  custom_id text NOT NULL,
  model_id text NOT NULL,
  price_version integer NOT NULL,
  asked jsonb NOT NULL,
  CONSTRAINT message_batch_request_pkey PRIMARY KEY (workspace_id, batch_id, call_id),
  CONSTRAINT message_batch_request_workspace_id_batch_id_fkey FOREIGN KEY (workspace_id, batch_id) REFERENCES message_batch(workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE kept_file (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  key_id uuid NOT NULL,
  account_id text NOT NULL,
  file_id text,
  name text NOT NULL,
  media_type text NOT NULL DEFAULT '',
  size_bytes bigint NOT NULL,
  pages integer,
  text_tokens integer,
  picture_tokens_before_4_7 integer,
  picture_tokens_since_4_7 integer,
  is_downloadable boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3),
  CONSTRAINT kept_file_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT kept_file_workspace_id_file_id_key UNIQUE (workspace_id, file_id),
  CONSTRAINT kept_file_pages_check CHECK ((pages >= 0)),
  CONSTRAINT kept_file_picture_tokens_before_4_7_check CHECK ((picture_tokens_before_4_7 > 0)),
  CONSTRAINT kept_file_picture_tokens_since_4_7_check CHECK ((picture_tokens_since_4_7 > 0)),
  CONSTRAINT kept_file_size_bytes_check CHECK ((size_bytes >= 0)),
  CONSTRAINT kept_file_text_tokens_check CHECK ((text_tokens >= 0)),
  CONSTRAINT kept_file_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
);
CREATE INDEX kept_file_expires_at ON kept_file (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX kept_file_file_id ON kept_file (file_id);
CREATE INDEX kept_file_on_its_way ON kept_file (created_at) WHERE (file_id IS NULL);

CREATE TABLE file_room (
  workspace_id uuid NOT NULL,
  files integer NOT NULL,
  bytes bigint NOT NULL,
  CONSTRAINT file_room_pkey PRIMARY KEY (workspace_id),
  CONSTRAINT file_room_bytes_check CHECK ((bytes >= 0)),
  CONSTRAINT file_room_files_check CHECK ((files >= 0)),
  CONSTRAINT file_room_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
);

CREATE TABLE refused_settle (
  workspace_id uuid NOT NULL,
  call_id uuid NOT NULL,
  settlement text,
  last_error text NOT NULL,
  refusals integer NOT NULL DEFAULT 1,
  refused_at timestamptz(3) NOT NULL DEFAULT now(),
  last_refused_at timestamptz(3) NOT NULL DEFAULT now(),
  is_sweep_refused boolean NOT NULL DEFAULT false,
  outcome text,
  ended_at timestamptz(3),
  ended_by uuid,
  CONSTRAINT refused_settle_pkey PRIMARY KEY (workspace_id, call_id),
  CONSTRAINT refused_settle_outcome_check CHECK ((outcome = ANY (ARRAY['settled'::text, 'given_up'::text])))
);
CREATE INDEX refused_settle_open ON refused_settle (refused_at) WHERE (outcome IS NULL);

CREATE VIEW finished_call AS
SELECT
  first.workspace_id, first.created_at, first.id, first.key_id, first.model_id, first.price_version, first.outcome AS first_outcome,
  last.outcome, last.reason, last.endpoint, last.is_stream, last.upstream, last.upstream_request_id, last.http_status, last.stop_reason,
  last.input_tokens, last.cache_write_5m_tokens, last.cache_write_1h_tokens, last.cache_read_tokens, last.output_tokens,
  last.thinking_tokens, last.web_searches, last.modifiers, last.is_estimated, last.first_byte_ms, last.total_ms, last.settled_at,
  first.hold_nano,
  CASE WHEN last.is_late THEN first.price_nano + last.price_nano ELSE first.price_nano END AS price_nano,
  CASE WHEN last.is_late THEN first.charge_nano + last.charge_nano ELSE first.charge_nano END AS charge_nano,
  CASE WHEN last.is_late THEN first.absorbed_nano + last.absorbed_nano ELSE first.absorbed_nano END AS absorbed_nano
FROM usage_event first
CROSS JOIN LATERAL (
  SELECT * FROM usage_event event
  WHERE event.workspace_id = first.workspace_id AND event.created_at = first.created_at AND event.id = first.id
  ORDER BY event.is_late DESC LIMIT 1
) last
WHERE NOT first.is_late;

CREATE VIEW usage_event_line AS
SELECT
  event.workspace_id, event.created_at, event.id, event.xid, event.model_id, event.key_id,
  -- The second event of a call is no second request, and may end that the first one was free.
  CASE WHEN event.is_late THEN 0 ELSE 1 END AS requests,
  CASE WHEN NOT event.is_late THEN (event.charge_nano = 0)::int
    WHEN event.charge_nano = 0 THEN 0
    ELSE -(SELECT (first.charge_nano = 0)::int FROM usage_event first
           WHERE first.workspace_id = event.workspace_id AND first.created_at = event.created_at AND first.id = event.id AND NOT first.is_late)
  END AS free_requests,
  event.input_tokens, event.cache_write_5m_tokens, event.cache_write_1h_tokens, event.cache_read_tokens, event.output_tokens,
  event.web_searches, event.charge_nano, event.absorbed_nano,
  COALESCE(saving.reads_saved, 0)::bigint AS reads_saved_nano,
  COALESCE(saving.reads_saved - saving.saved, 0)::bigint AS writes_extra_nano
FROM usage_event event
LEFT JOIN price ON price.model_id = event.model_id AND price.kind = 'sale' AND price.version = event.price_version
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN step.is_over THEN price.step_input_pico ELSE price.input_pico END::numeric AS input_pico,
    CASE WHEN step.is_over THEN price.step_output_pico ELSE price.output_pico END::numeric AS output_pico,
    -- Multiplied, never divided: numeric keeps every digit of a product.
    0.000000001
      * CASE WHEN 'fast' = ANY (event.modifiers) THEN COALESCE(price.fast_ppm * 0.000001, 1) ELSE 1 END
      * CASE WHEN 'us_inference' = ANY (event.modifiers) THEN COALESCE(price.us_inference_ppm * 0.000001, 1) ELSE 1 END
      * CASE WHEN 'batch' = ANY (event.modifiers) THEN COALESCE(price.batch_ppm * 0.000001, 1) ELSE 1 END
      * CASE WHEN 'regional' = ANY (event.modifiers) THEN COALESCE(price.regional_ppm * 0.000001, 1) ELSE 1 END AS factor
  FROM (SELECT COALESCE(event.input_tokens::bigint + event.cache_write_5m_tokens + event.cache_write_1h_tokens + event.cache_read_tokens
                        > price.step_above_tokens, false) AS is_over) step
) base
CROSS JOIN LATERAL (
  SELECT
    (base.input_pico * (event.input_tokens * price.input_ppm::numeric + event.cache_write_5m_tokens * price.cache_write_5m_ppm::numeric
                        + event.cache_write_1h_tokens * price.cache_write_1h_ppm::numeric + event.cache_read_tokens * price.cache_read_ppm::numeric)
      + base.output_pico * event.output_tokens * 1000000) * base.factor + event.web_searches * price.web_search_nano AS actual,
    base.input_pico * event.cache_read_tokens * (price.input_ppm - price.cache_read_ppm) * base.factor AS reads,
    base.input_pico * (event.cache_write_5m_tokens * (price.input_ppm - price.cache_write_5m_ppm)::numeric
                       + event.cache_write_1h_tokens * (price.input_ppm - price.cache_write_1h_ppm)::numeric) * base.factor AS writes
) exact
CROSS JOIN LATERAL (
  SELECT ceil(exact.actual + exact.reads) - ceil(exact.actual) AS reads_saved,
         ceil(exact.actual + exact.reads + exact.writes) - ceil(exact.actual) AS saved
  WHERE event.price_nano > 0 OR event.is_late
  UNION ALL
  SELECT 0, 0 WHERE event.price_nano = 0 AND NOT event.is_late
) saving;

CREATE VIEW usage_line AS
SELECT
  line.workspace_id, line.created_at, line.id, line.xid, line.model_id, line.key_id, line.requests, line.free_requests,
  line.input_tokens - coalesce(first.input_tokens, 0) AS input_tokens,
  line.cache_write_5m_tokens - coalesce(first.cache_write_5m_tokens, 0) AS cache_write_5m_tokens,
  line.cache_write_1h_tokens - coalesce(first.cache_write_1h_tokens, 0) AS cache_write_1h_tokens,
  line.cache_read_tokens - coalesce(first.cache_read_tokens, 0) AS cache_read_tokens,
  line.output_tokens - coalesce(first.output_tokens, 0) AS output_tokens,
  line.web_searches - coalesce(first.web_searches, 0) AS web_searches,
  line.charge_nano, line.absorbed_nano,
  line.reads_saved_nano - coalesce(first.reads_saved_nano, 0) AS reads_saved_nano,
  line.writes_extra_nano - coalesce(first.writes_extra_nano, 0) AS writes_extra_nano
FROM usage_event_line line
-- A late event counts as no request. LIMIT keeps Postgres from joining whole tables for the few that there are.
LEFT JOIN LATERAL (
  SELECT * FROM usage_event_line first
  WHERE line.requests = 0 AND first.requests = 1
    AND first.workspace_id = line.workspace_id AND first.created_at = line.created_at AND first.id = line.id
  LIMIT 1
) first ON true;

INSERT INTO usage_watermark (rolled_before) VALUES ('0');
INSERT INTO usage_tier (id, topup_nano, requests_per_minute, tokens_per_minute, concurrent_calls, month_cap_nano) VALUES
  ('tier_1', 5000000000, 50, 40000, 50, 100000000000),
  ('tier_2', 40000000000, 1000, 80000, 250, 500000000000),
  ('tier_3', 200000000000, 2000, 160000, 500, 1000000000000),
  ('tier_4', 400000000000, 4000, 400000, 1000, 5000000000000);

-- The processes own no table and may make none. What they may do is in prisma/rights.ts, which every `npm run migrate` applies.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
