-- The tables, types, views and rights of a migrated database, for reading: `npm run tables` writes this file, and a test fails
-- when it is stale. What it says is made by prisma/migrations, prisma/rights.ts and, for the functions, prisma/functions.

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

CREATE TABLE _prisma_migrations (
  id character varying(36) NOT NULL,
  checksum character varying(64) NOT NULL,
  finished_at timestamp with time zone,
  migration_name character varying(255) NOT NULL,
  logs text,
  rolled_back_at timestamp with time zone,
  started_at timestamp with time zone NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0,
  CONSTRAINT _prisma_migrations_pkey PRIMARY KEY (id)
);

CREATE TABLE api_key (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  secret_hmac bytea NOT NULL,
  pepper_version integer NOT NULL,
  prefix text NOT NULL,
  last_four text NOT NULL,
  created_by uuid,
  -- A form carries its own key, so that sending it twice makes one API key.
  submission_key uuid,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  last_used_at timestamp(3) with time zone,
  revoked_at timestamp(3) with time zone,
  requests_per_minute integer,
  tokens_per_minute integer,
  budget_nano bigint,
  budget_period text,
  -- Empty is every model, or every address.
  allowed_models text[] NOT NULL DEFAULT '{}'::text[],
  allowed_addresses text[] NOT NULL DEFAULT '{}'::text[],
  expires_at timestamp(3) with time zone,
  CONSTRAINT api_key_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT api_key_workspace_id_submission_key_key UNIQUE (workspace_id, submission_key),
  CONSTRAINT api_key_budget_has_period CHECK (((budget_nano IS NULL) = (budget_period IS NULL))),
  CONSTRAINT api_key_budget_nano_check CHECK ((budget_nano > 0)),
  CONSTRAINT api_key_budget_period_check CHECK ((budget_period = ANY (ARRAY['hour'::text, 'day'::text, 'week'::text, 'month'::text, 'lifetime'::text]))),
  CONSTRAINT api_key_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  CONSTRAINT api_key_requests_per_minute_check CHECK ((requests_per_minute > 0)),
  CONSTRAINT api_key_tokens_per_minute_check CHECK ((tokens_per_minute > 0)),
  CONSTRAINT api_key_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
);
GRANT INSERT, SELECT, UPDATE (last_used_at) ON api_key TO relais_app;

CREATE TABLE applied_function (
  name text NOT NULL,
  file_hash text NOT NULL,
  database_hash text NOT NULL,
  CONSTRAINT applied_function_pkey PRIMARY KEY (name)
);

-- Who did what. Corrected by adding a row, never by changing one.
CREATE TABLE audit_entry (
  id uuid NOT NULL,
  at timestamp(3) with time zone NOT NULL DEFAULT now(),
  actor_user_id uuid,
  workspace_id uuid,
  ip text,
  action text NOT NULL,
  target text NOT NULL,
  before jsonb,
  after jsonb,
  CONSTRAINT audit_entry_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_entry_at_idx ON public.audit_entry USING btree (at DESC);
CREATE TRIGGER audit_entry_append_only BEFORE DELETE OR UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entry_never_emptied BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON audit_entry TO relais_app;

-- A workspace may change its time zone while periods are under way. Each of them is carried over the change: it keeps its start, and
-- so what was spent in it. It ends where its day, week or month ends in the new zone, or where it would have ended when that is past.
-- So each day of the calendar has one budget, however often the zone changes.
CREATE TABLE carried_period (
  workspace_id uuid NOT NULL,
  period text NOT NULL,
  starts_at timestamp(3) with time zone NOT NULL,
  ends_at timestamp(3) with time zone NOT NULL,
  -- The first day that the calendar gives the period.
  first_day date NOT NULL,
  CONSTRAINT carried_period_pkey PRIMARY KEY (workspace_id, period),
  CONSTRAINT carried_period_check CHECK ((ends_at > starts_at)),
  CONSTRAINT carried_period_period_check CHECK ((period = ANY (ARRAY['hour'::text, 'day'::text, 'week'::text, 'month'::text]))),
  CONSTRAINT carried_period_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
);
GRANT SELECT ON carried_period TO relais_app;

-- Codes that an admin made together: each gives the same credit, under the same conditions.
CREATE TABLE code_batch (
  id uuid NOT NULL,
  name text NOT NULL,
  -- promo: the operator gives it. paid: a reseller paid for it, so that it counts and lasts as a top-up.
  kind text NOT NULL,
  amount_nano bigint NOT NULL,
  code_count integer NOT NULL,
  uses_per_code integer NOT NULL,
  is_once_per_workspace boolean NOT NULL,
  for_whom text NOT NULL,
  for_email text,
  -- How long the credit lasts after it was redeemed. NULL: it never ends.
  credit_days integer,
  -- From then on no code of the batch can be redeemed. NULL: there is no such day.
  redeem_until timestamp(3) with time zone,
  voided_at timestamp(3) with time zone,
  created_by uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT code_batch_pkey PRIMARY KEY (id),
  CONSTRAINT code_batch_amount_nano_check CHECK ((amount_nano > 0)),
  CONSTRAINT code_batch_code_count_check CHECK (((code_count >= 1) AND (code_count <= 1000))),
  CONSTRAINT code_batch_credit_days_check CHECK (((credit_days >= 1) AND (credit_days <= 3650))),
  CONSTRAINT code_batch_for_email_check CHECK (((for_whom = 'address'::text) = (for_email IS NOT NULL))),
  CONSTRAINT code_batch_for_whom_check CHECK ((for_whom = ANY (ARRAY['everybody'::text, 'new_customers'::text, 'address'::text]))),
  CONSTRAINT code_batch_kind_check CHECK ((kind = ANY (ARRAY['promo'::text, 'paid'::text]))),
  CONSTRAINT code_batch_uses_per_code_check CHECK (((uses_per_code >= 1) AND (uses_per_code <= 1000000)))
);
GRANT INSERT, SELECT, UPDATE (voided_at) ON code_batch TO relais_app;

-- Which workspace redeemed which code: none does so twice.
CREATE TABLE code_redemption (
  workspace_id uuid NOT NULL,
  code_hash bytea NOT NULL,
  -- The batch, if a workspace may redeem one of its codes only; else NULL.
  once_batch_id uuid,
  redeemed_by uuid NOT NULL,
  redeemed_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT code_redemption_pkey PRIMARY KEY (workspace_id, code_hash),
  CONSTRAINT code_redemption_workspace_id_once_batch_id_key UNIQUE (workspace_id, once_batch_id)
);
GRANT SELECT ON code_redemption TO relais_app;

-- A part of the balance with its own origin and expiry.
CREATE TABLE credit_lot (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  priority integer NOT NULL,
  granted_nano bigint NOT NULL,
  remaining_nano bigint NOT NULL,
  protected_nano bigint NOT NULL DEFAULT 0,
  expires_at timestamp(3) with time zone,
  reference text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT credit_lot_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT credit_lot_reference_key UNIQUE (workspace_id, reference),
  CONSTRAINT credit_lot_check CHECK (((remaining_nano >= 0) AND (remaining_nano <= granted_nano))),
  CONSTRAINT credit_lot_granted_nano_check CHECK ((granted_nano > 0)),
  CONSTRAINT credit_lot_kind_check CHECK ((kind = ANY (ARRAY['paid'::text, 'promo'::text]))),
  CONSTRAINT credit_lot_protected_nano_check CHECK ((protected_nano >= 0))
);
CREATE INDEX credit_lot_burn_order_idx ON public.credit_lot USING btree (workspace_id, priority, expires_at, id) WHERE (remaining_nano > 0);
CREATE INDEX credit_lot_expiry_idx ON public.credit_lot USING btree (expires_at) WHERE (remaining_nano > 0);
GRANT SELECT ON credit_lot TO relais_app;

-- A payment that the buyer's bank asks about or takes back, as the payment service said last.
CREATE TABLE dispute (
  workspace_id uuid NOT NULL,
  id text NOT NULL,
  topup_id uuid NOT NULL,
  status text NOT NULL,
  reason text NOT NULL,
  charge_minor bigint NOT NULL,
  currency text NOT NULL,
  -- The credit that is taken off while the bank has the money.
  taken_nano bigint NOT NULL DEFAULT 0,
  -- How often its money moved. It numbers the ledger's references.
  moves integer NOT NULL DEFAULT 0,
  evidence_until timestamp(3) with time zone,
  opened_at timestamp(3) with time zone NOT NULL,
  -- When the service was asked for what is stored: an older answer changes nothing.
  read_at timestamp with time zone NOT NULL,
  CONSTRAINT dispute_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT dispute_charge_minor_check CHECK ((charge_minor > 0)),
  CONSTRAINT dispute_taken_nano_check CHECK ((taken_nano >= 0)),
  CONSTRAINT dispute_workspace_id_topup_id_fkey FOREIGN KEY (workspace_id, topup_id) REFERENCES topup(workspace_id, id)
);
CREATE INDEX dispute_topup_idx ON public.dispute USING btree (workspace_id, topup_id);
GRANT SELECT ON dispute TO relais_app;

-- A session that was signed out, so that a copied cookie is signed out too. Kept for as long as such a cookie could be valid.
CREATE TABLE ended_session (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  ended_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT ended_session_pkey PRIMARY KEY (id),
  CONSTRAINT ended_session_user_id_fkey FOREIGN KEY (user_id) REFERENCES "user"(id)
);
CREATE INDEX ended_session_ended_at_idx ON public.ended_session USING btree (ended_at);
CREATE INDEX ended_session_user_id_idx ON public.ended_session USING btree (user_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON ended_session TO relais_app;

-- Limits that Anthropic placed on a workspace. While one is open, the workspace makes no calls.
CREATE TABLE enforcement_action (
  workspace_id uuid NOT NULL,
  account_id text NOT NULL,
  action_id text NOT NULL,
  type text NOT NULL,
  reason text NOT NULL,
  -- The customer can end it by an identity check.
  is_verifiable boolean NOT NULL,
  opened_at timestamp(3) with time zone NOT NULL,
  -- NULL: it has no end date. A ban never has one.
  expires_at timestamp(3) with time zone,
  noticed_at timestamp(3) with time zone NOT NULL,
  resolved_at timestamp(3) with time zone,
  CONSTRAINT enforcement_action_pkey PRIMARY KEY (workspace_id, account_id, action_id),
  CONSTRAINT enforcement_action_type_check CHECK ((type = ANY (ARRAY['ban'::text, 'restriction'::text])))
);
CREATE INDEX enforcement_action_open_idx ON public.enforcement_action USING btree (account_id) WHERE (resolved_at IS NULL);
GRANT INSERT, SELECT, UPDATE (is_verifiable, expires_at, resolved_at) ON enforcement_action TO relais_app;

-- What a source published: units of a currency for one US dollar. Written once, never changed: orders name the rate that they used.
CREATE TABLE exchange_rate (
  currency text NOT NULL,
  source text NOT NULL,
  -- The moment for which the source gives the rate.
  at timestamp(3) with time zone NOT NULL,
  rate text NOT NULL,
  fetched_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT exchange_rate_pkey PRIMARY KEY (currency, source, at),
  CONSTRAINT exchange_rate_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
  CONSTRAINT exchange_rate_rate_check CHECK ((rate ~ '^[0-9]{1,9}(\.[0-9]{1,9})?$'::text))
);
GRANT INSERT, SELECT ON exchange_rate TO relais_app;

-- What a workspace's files come to together. Uploads at the same moment wait for this row.
CREATE TABLE file_room (
  workspace_id uuid NOT NULL,
  files integer NOT NULL,
  bytes bigint NOT NULL,
  CONSTRAINT file_room_pkey PRIMARY KEY (workspace_id),
  CONSTRAINT file_room_bytes_check CHECK ((bytes >= 0)),
  CONSTRAINT file_room_files_check CHECK ((files >= 0)),
  CONSTRAINT file_room_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
);
GRANT INSERT, SELECT, UPDATE ON file_room TO relais_app;

-- Money reserved for calls in flight: deleting the row is the one moment at which a call is settled, released or expired. No index on
-- the lease, since the sweeper may read so small a table whole.
CREATE TABLE hold (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  key_id uuid NOT NULL,
  model_id text NOT NULL,
  price_version integer NOT NULL,
  lease_id bigint NOT NULL,
  amount_nano bigint NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  -- What the call has cost so far. Should its process die, this is charged.
  checkpoint_nano bigint NOT NULL DEFAULT 0,
  checkpoint_at timestamp(3) with time zone,
  -- What the call has used so far, as JSON under the names of settle_row, so that the type can gain fields while calls are in flight.
  -- NULL beside a checkpoint: only the sum is known.
  checkpoint_settle jsonb,
  CONSTRAINT hold_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT hold_is_sound CHECK (((amount_nano > 0) AND (checkpoint_nano >= 0)))
) WITH (autovacuum_vacuum_threshold=2000, autovacuum_vacuum_scale_factor=0);
GRANT SELECT ON hold TO relais_app;

-- The call that an Idempotency-Key stands for, for a day. Its hold and its event say how it is doing: so nothing has to be written
-- here when it ends, and no state can disagree with the books.
CREATE TABLE idempotent_call (
  workspace_id uuid NOT NULL,
  -- SHA-256 of the key's text, which is stored nowhere. The request's hash is keyed with that text: from what is here nobody can try
  -- which request it was.
  key_hash bytea NOT NULL,
  request_hash bytea NOT NULL,
  call_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT idempotent_call_pkey PRIMARY KEY (workspace_id, key_hash)
);
CREATE INDEX idempotent_call_created_at_idx ON public.idempotent_call USING btree (created_at);
GRANT SELECT ON idempotent_call TO relais_app;

-- Files that customers keep at an account of the operator's. Their content is there alone; a row says whose it is, where it is, and
-- what it may cost in a prompt.
CREATE TABLE kept_file (
  workspace_id uuid NOT NULL,
  -- The id of the upload's request.
  id uuid NOT NULL,
  key_id uuid NOT NULL,
  account_id text NOT NULL,
  -- The account's own name for it; NULL until its answer has come.
  file_id text,
  name text NOT NULL,
  media_type text NOT NULL DEFAULT ''::text,
  -- While it is on its way: the most that it may come to.
  size_bytes bigint NOT NULL,
  -- What it is read as: pages, text_tokens and picture tokens are NULL where nobody can say.
  pages integer,
  text_tokens integer,
  picture_tokens_before_4_7 integer,
  picture_tokens_since_4_7 integer,
  -- Only what a tool made upstream can be downloaded.
  is_downloadable boolean NOT NULL DEFAULT false,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  expires_at timestamp(3) with time zone,
  CONSTRAINT kept_file_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT kept_file_workspace_id_file_id_key UNIQUE (workspace_id, file_id),
  CONSTRAINT kept_file_pages_check CHECK ((pages >= 0)),
  CONSTRAINT kept_file_picture_tokens_before_4_7_check CHECK ((picture_tokens_before_4_7 > 0)),
  CONSTRAINT kept_file_picture_tokens_since_4_7_check CHECK ((picture_tokens_since_4_7 > 0)),
  CONSTRAINT kept_file_size_bytes_check CHECK ((size_bytes >= 0)),
  CONSTRAINT kept_file_text_tokens_check CHECK ((text_tokens >= 0)),
  CONSTRAINT kept_file_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
);
CREATE INDEX kept_file_expires_at ON public.kept_file USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX kept_file_file_id ON public.kept_file USING btree (file_id);
CREATE INDEX kept_file_on_its_way ON public.kept_file USING btree (created_at) WHERE (file_id IS NULL);
GRANT DELETE, INSERT, SELECT, UPDATE ON kept_file TO relais_app;

-- The calls of a key with a budget that are not in key_period yet. What each costs is read from its hold or its event: so no settle
-- and no sweep has to know of budgets.
CREATE TABLE key_claim (
  workspace_id uuid NOT NULL,
  key_id uuid NOT NULL,
  call_id uuid NOT NULL,
  period text NOT NULL,
  period_start timestamp(3) with time zone NOT NULL,
  CONSTRAINT key_claim_pkey PRIMARY KEY (workspace_id, key_id, call_id)
) WITH (autovacuum_vacuum_threshold=2000, autovacuum_vacuum_scale_factor=0);
GRANT SELECT ON key_claim TO relais_app;

-- What the finished calls of a key with a budget cost, by period.
CREATE TABLE key_period (
  workspace_id uuid NOT NULL,
  key_id uuid NOT NULL,
  period text NOT NULL,
  period_start timestamp(3) with time zone NOT NULL,
  spent_nano bigint NOT NULL,
  CONSTRAINT key_period_pkey PRIMARY KEY (workspace_id, key_id, period, period_start),
  CONSTRAINT key_period_spent_nano_check CHECK ((spent_nano >= 0))
);
GRANT SELECT ON key_period TO relais_app;

-- Finds the key or management key of a secret: each secret has one row, whether it is a key's own or works for a while after a
-- rotation.
CREATE TABLE key_secret (
  secret_hmac bytea NOT NULL,
  workspace_id uuid NOT NULL,
  key_id uuid NOT NULL,
  CONSTRAINT key_secret_pkey PRIMARY KEY (secret_hmac)
);
GRANT INSERT, SELECT ON key_secret TO relais_app;

-- Every movement of money that is not usage. contra names the other side.
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
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT ledger_entry_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT ledger_entry_reference_key UNIQUE (workspace_id, reference),
  CONSTRAINT ledger_entry_amount_nano_check CHECK ((amount_nano <> 0)),
  CONSTRAINT ledger_entry_kind_check CHECK ((kind = ANY (ARRAY['topup'::text, 'grant'::text, 'refund'::text, 'refund_reversal'::text, 'dispute'::text, 'dispute_reversal'::text, 'expiry'::text, 'adjustment'::text, 'debt'::text, 'debt_paid'::text, 'bonus_withdrawn'::text, 'bonus_returned'::text])))
);
GRANT SELECT ON ledger_entry TO relais_app;

-- What calls spent of a lot.
CREATE TABLE lot_burn (
  workspace_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  lot_id uuid NOT NULL,
  amount_nano bigint NOT NULL,
  at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT lot_burn_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT lot_burn_amount_nano_check CHECK ((amount_nano > 0))
);
GRANT SELECT ON lot_burn TO relais_app;

-- That the owner of a lot was told, so many days before, when it ends. Each notice is given once.
CREATE TABLE lot_notice (
  workspace_id uuid NOT NULL,
  lot_id uuid NOT NULL,
  days integer NOT NULL,
  announced_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT lot_notice_pkey PRIMARY KEY (workspace_id, lot_id, days),
  CONSTRAINT lot_notice_days_check CHECK ((days > 0))
);
GRANT INSERT, SELECT ON lot_notice TO relais_app;

-- Only the hash of a mailed token is kept, so that a read of this table opens no account.
CREATE TABLE mail_token (
  token_hash bytea NOT NULL,
  user_id uuid NOT NULL,
  purpose text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  expires_at timestamp(3) with time zone NOT NULL,
  used_at timestamp(3) with time zone,
  CONSTRAINT mail_token_pkey PRIMARY KEY (token_hash),
  CONSTRAINT mail_token_purpose_check CHECK ((purpose = ANY (ARRAY['verify'::text, 'reset'::text]))),
  CONSTRAINT mail_token_user_id_fkey FOREIGN KEY (user_id) REFERENCES "user"(id)
);
CREATE INDEX mail_token_user_id_idx ON public.mail_token USING btree (user_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON mail_token TO relais_app;

-- Keys that make, change and revoke the keys of a workspace, and can do nothing else.
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
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  last_used_at timestamp(3) with time zone,
  revoked_at timestamp(3) with time zone,
  CONSTRAINT management_key_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT management_key_workspace_id_submission_key_key UNIQUE (workspace_id, submission_key),
  CONSTRAINT management_key_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  CONSTRAINT management_key_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
);
GRANT INSERT, SELECT, UPDATE (last_used_at, revoked_at) ON management_key TO relais_app;

CREATE TABLE membership (
  workspace_id uuid NOT NULL,
  user_id uuid NOT NULL,
  role text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT membership_pkey PRIMARY KEY (workspace_id, user_id),
  CONSTRAINT membership_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'member'::text]))),
  CONSTRAINT membership_user_id_fkey FOREIGN KEY (user_id) REFERENCES "user"(id),
  CONSTRAINT membership_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
);
CREATE INDEX membership_user_id_idx ON public.membership USING btree (user_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON membership TO relais_app;

-- Batches that callers submitted, as far as they concern money and ids: questions and answers are kept upstream alone.
CREATE TABLE message_batch (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  key_id uuid NOT NULL,
  -- The upstream account that has the batch: no other one knows it.
  account_id text NOT NULL,
  account_name text NOT NULL,
  -- The lease under which its holds stand.
  lease_id bigint NOT NULL,
  request_count integer NOT NULL,
  -- SHA-256 of an Idempotency-Key. A repeat with the same key and request_hash, a keyed hash of the body, is given this batch.
  key_hash bytea,
  request_hash bytea NOT NULL,
  -- submitting: it is not known yet whether the upstream took it. submitted: it did. ended: every result is settled. lost: it was never
  -- taken, or cannot be found any more, and its holds went back.
  state text NOT NULL DEFAULT 'submitting'::text,
  upstream_id text,
  created_at timestamp(3) with time zone NOT NULL,
  expires_at timestamp(3) with time zone NOT NULL,
  cancel_initiated_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  -- When its results could not be read any more.
  archived_at timestamp(3) with time zone,
  succeeded integer NOT NULL DEFAULT 0,
  errored integer NOT NULL DEFAULT 0,
  canceled integer NOT NULL DEFAULT 0,
  expired integer NOT NULL DEFAULT 0,
  -- When the upstream is to be asked for it next.
  next_look_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT message_batch_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT message_batch_canceled_check CHECK ((canceled >= 0)),
  CONSTRAINT message_batch_check CHECK (((upstream_id IS NOT NULL) OR (state <> 'submitted'::text))),
  CONSTRAINT message_batch_errored_check CHECK ((errored >= 0)),
  CONSTRAINT message_batch_expired_check CHECK ((expired >= 0)),
  CONSTRAINT message_batch_request_count_check CHECK ((request_count > 0)),
  CONSTRAINT message_batch_state_check CHECK ((state = ANY (ARRAY['submitting'::text, 'submitted'::text, 'ended'::text, 'lost'::text]))),
  CONSTRAINT message_batch_succeeded_check CHECK ((succeeded >= 0))
);
CREATE INDEX message_batch_due_idx ON public.message_batch USING btree (next_look_at) WHERE (state = ANY (ARRAY['submitting'::text, 'submitted'::text]));
CREATE UNIQUE INDEX message_batch_key_hash_idx ON public.message_batch USING btree (workspace_id, key_hash) WHERE (key_hash IS NOT NULL);
CREATE INDEX message_batch_upstream_id_idx ON public.message_batch USING btree (upstream_id) WHERE (upstream_id IS NOT NULL);
GRANT DELETE, INSERT, SELECT, UPDATE (account_id, account_name, key_hash, state, upstream_id, expires_at, cancel_initiated_at, ended_at, archived_at, succeeded, errored, canceled, expired, next_look_at) ON message_batch TO relais_app;

-- The requests of a batch. Upstream each is called by the id of its call; custom_id is what its caller calls it.
CREATE TABLE message_batch_request (
  workspace_id uuid NOT NULL,
  batch_id uuid NOT NULL,
  call_id uuid NOT NULL,
  custom_id text NOT NULL,
  model_id text NOT NULL,
  price_version integer NOT NULL,
  -- What pricing its result needs to know of the request where the upstream's report is silent.
  asked jsonb NOT NULL,
  CONSTRAINT message_batch_request_pkey PRIMARY KEY (workspace_id, batch_id, call_id),
  CONSTRAINT message_batch_request_workspace_id_batch_id_fkey FOREIGN KEY (workspace_id, batch_id) REFERENCES message_batch(workspace_id, id) ON DELETE CASCADE
);
GRANT DELETE, INSERT, SELECT, UPDATE (asked) ON message_batch_request TO relais_app;

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
GRANT INSERT, SELECT, UPDATE ON model TO relais_app;

CREATE TABLE model_alias (
  alias text NOT NULL,
  model_id text NOT NULL,
  CONSTRAINT model_alias_pkey PRIMARY KEY (alias),
  CONSTRAINT model_alias_model_id_fkey FOREIGN KEY (model_id) REFERENCES model(id)
);
GRANT INSERT, SELECT, UPDATE ON model_alias TO relais_app;

-- How the operator takes money: one row.
CREATE TABLE payment_terms (
  id integer NOT NULL DEFAULT 1,
  -- Country of the operator's Stripe account: it decides which methods take which currency.
  country text NOT NULL,
  -- Stripe may show a buyer a sum in his own currency, by its own rate.
  is_adaptive boolean NOT NULL,
  -- Added to a rate, for its movement until the money is there.
  margin_ppm integer NOT NULL,
  -- Methods that the operator does not want.
  turned_off text[] NOT NULL,
  -- Methods that Stripe has opened to this account by invitation.
  invited_to text[] NOT NULL,
  -- Currencies that the account keeps without converting.
  settled_in text[] NOT NULL,
  -- Counts the changes: a change names the revision that was looked at.
  revision integer NOT NULL DEFAULT 1,
  CONSTRAINT payment_terms_pkey PRIMARY KEY (id),
  CONSTRAINT payment_terms_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  CONSTRAINT payment_terms_id_check CHECK ((id = 1)),
  CONSTRAINT payment_terms_margin_ppm_check CHECK (((margin_ppm >= 0) AND (margin_ppm <= 200000))),
  CONSTRAINT payment_terms_revision_check CHECK ((revision > 0))
);
GRANT INSERT, SELECT, UPDATE (country, is_adaptive, margin_ppm, turned_off, invited_to, settled_in, revision) ON payment_terms TO relais_app;

-- Pico-dollars per token (1 USD per million tokens = 1,000,000 pico) and multipliers in millionths: all integers.
CREATE TABLE price (
  model_id text NOT NULL,
  kind text NOT NULL,
  version integer NOT NULL,
  effective_from timestamp(3) with time zone NOT NULL,
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
  published_at timestamp(3) with time zone NOT NULL DEFAULT now(),
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
CREATE INDEX price_model_id_kind_effective_from_version_idx ON public.price USING btree (model_id, kind, effective_from DESC, version DESC);
CREATE TRIGGER price_append_only BEFORE DELETE OR UPDATE ON price FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER price_changed AFTER INSERT ON price FOR EACH STATEMENT EXECUTE FUNCTION notify_price();
CREATE TRIGGER price_never_emptied BEFORE TRUNCATE ON price FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT, SELECT ON price TO relais_app;

-- Why an account makes no user profiles at the moment, in its own words. It has a row only then.
CREATE TABLE profile_problem (
  account_id text NOT NULL,
  -- The account has no user profiles for us; otherwise it only failed.
  is_refused boolean NOT NULL,
  problem text NOT NULL,
  noted_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT profile_problem_pkey PRIMARY KEY (account_id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON profile_problem TO relais_app;

-- What is left of each code. Only its SHA-256 is stored, so a read of this table gives nobody credit.
CREATE TABLE redemption_code (
  code_hash bytea NOT NULL,
  batch_id uuid NOT NULL,
  uses_left integer NOT NULL,
  CONSTRAINT redemption_code_pkey PRIMARY KEY (code_hash),
  CONSTRAINT redemption_code_uses_left_check CHECK ((uses_left >= 0)),
  CONSTRAINT redemption_code_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES code_batch(id)
);
CREATE INDEX redemption_code_batch_id_idx ON public.redemption_code USING btree (batch_id);
GRANT SELECT ON redemption_code TO relais_app;

-- Money of a top-up that is given back, wholly or in part. Its credit is taken off before the payment service is asked.
CREATE TABLE refund (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  topup_id uuid NOT NULL,
  -- Who began it: the workspace's owner, an admin here, or somebody at Stripe.
  origin text NOT NULL,
  -- requested: the service has not confirmed it. by_hand: the operator pays it to a bank account. Others are the service's words.
  state text NOT NULL,
  -- The sum in the smallest unit of the order's currency.
  charge_minor bigint NOT NULL,
  currency text NOT NULL,
  -- The credit that the sum bought. Zero if the refund had failed when it was first seen.
  credit_nano bigint NOT NULL,
  service_refund_id text,
  asked_by uuid,
  reason text,
  -- Where the operator pays it, if the payment method has no refunds.
  bank_account text,
  failure_reason text,
  requested_at timestamp(3) with time zone NOT NULL,
  changed_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT refund_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT refund_workspace_id_service_refund_id_key UNIQUE (workspace_id, service_refund_id),
  CONSTRAINT refund_charge_minor_check CHECK ((charge_minor > 0)),
  CONSTRAINT refund_credit_nano_check CHECK ((credit_nano >= 0)),
  CONSTRAINT refund_origin_check CHECK ((origin = ANY (ARRAY['owner'::text, 'admin'::text, 'stripe'::text]))),
  CONSTRAINT refund_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'by_hand'::text, 'pending'::text, 'requires_action'::text, 'succeeded'::text, 'failed'::text, 'canceled'::text]))),
  CONSTRAINT refund_workspace_id_topup_id_fkey FOREIGN KEY (workspace_id, topup_id) REFERENCES topup(workspace_id, id)
);
CREATE INDEX refund_open_idx ON public.refund USING btree (requested_at) WHERE (state = ANY (ARRAY['requested'::text, 'by_hand'::text, 'pending'::text, 'requires_action'::text]));
CREATE INDEX refund_topup_idx ON public.refund USING btree (workspace_id, topup_id);
GRANT SELECT ON refund TO relais_app;

-- The operator's rule for refunds: one row.
CREATE TABLE refund_rule (
  id boolean NOT NULL DEFAULT true,
  -- How many days after a payment its owner may ask for what is unused of it. 0: never.
  owner_days integer NOT NULL DEFAULT 14,
  CONSTRAINT refund_rule_pkey PRIMARY KEY (id),
  CONSTRAINT refund_rule_id_check CHECK (id),
  CONSTRAINT refund_rule_owner_days_check CHECK (((owner_days >= 0) AND (owner_days <= 3650)))
);
GRANT INSERT, SELECT, UPDATE (owner_days) ON refund_rule TO relais_app;

-- Ends of calls that Postgres refused for good. Each waits here for an admin, and nothing waits behind it. The hold of the call stays
-- until an admin settles or gives up, or until the sweeper ends it; what is settled after that is a late settle.
CREATE TABLE refused_settle (
  workspace_id uuid NOT NULL,
  call_id uuid NOT NULL,
  -- The settle as its process wants it written, as JSON. Text, so that no column refuses it a second time. NULL where the process died:
  -- then the sweeper could not end the hold.
  settlement text,
  last_error text NOT NULL,
  refusals integer NOT NULL DEFAULT 1,
  refused_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  last_refused_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  -- The sweeper could not end the call's hold, and leaves it alone.
  is_sweep_refused boolean NOT NULL DEFAULT false,
  outcome text,
  ended_at timestamp(3) with time zone,
  ended_by uuid,
  CONSTRAINT refused_settle_pkey PRIMARY KEY (workspace_id, call_id),
  CONSTRAINT refused_settle_outcome_check CHECK ((outcome = ANY (ARRAY['settled'::text, 'given_up'::text])))
);
CREATE INDEX refused_settle_open ON public.refused_settle USING btree (refused_at) WHERE (outcome IS NULL);
GRANT INSERT, SELECT, UPDATE (last_error, refusals, last_refused_at, is_sweep_refused, outcome, ended_at, ended_by) ON refused_settle TO relais_app;

-- Secrets that a key had before it was rotated, each until its grace ends.
CREATE TABLE retiring_secret (
  workspace_id uuid NOT NULL,
  key_id uuid NOT NULL,
  secret_hmac bytea NOT NULL,
  pepper_version integer NOT NULL,
  prefix text NOT NULL,
  last_four text NOT NULL,
  works_until timestamp(3) with time zone NOT NULL,
  CONSTRAINT retiring_secret_pkey PRIMARY KEY (workspace_id, key_id, secret_hmac),
  CONSTRAINT retiring_secret_workspace_id_key_id_fkey FOREIGN KEY (workspace_id, key_id) REFERENCES api_key(workspace_id, id)
);
GRANT SELECT ON retiring_secret TO relais_app;

-- How far each reconciler has listed what Stripe has: the newest delivery says nothing about the ones that were lost.
CREATE TABLE stripe_cursor (
  name text NOT NULL,
  listed_until timestamp(3) with time zone NOT NULL,
  CONSTRAINT stripe_cursor_pkey PRIMARY KEY (name)
);
GRANT INSERT, SELECT, UPDATE ON stripe_cursor TO relais_app;

-- What Stripe delivered, stored before anything is done about it. Events that say that a payment was taken back, or may be, stay open
-- until a person has worked on them.
CREATE TABLE stripe_event (
  id text NOT NULL,
  type text NOT NULL,
  object_id text,
  api_version text,
  is_live boolean NOT NULL,
  payload jsonb NOT NULL,
  state text NOT NULL DEFAULT 'pending'::text,
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  received_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  processed_at timestamp(3) with time zone,
  -- Whose payment it was.
  workspace_id uuid,
  -- The refund, dispute or warning that the event is about. Many events may be about one: once it was settled, it freezes nothing again.
  question_key text,
  froze boolean NOT NULL DEFAULT false,
  -- What Stripe said of it when it was looked at.
  finding jsonb,
  closed_at timestamp(3) with time zone,
  closed_by uuid,
  -- What came, where it holds U+0000 or half a surrogate pair, which jsonb refuses: payload then has U+FFFD instead.
  raw_text text,
  CONSTRAINT stripe_event_pkey PRIMARY KEY (id),
  CONSTRAINT stripe_event_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'done'::text, 'ignored'::text, 'dead'::text, 'open'::text])))
);
CREATE INDEX stripe_event_open_idx ON public.stripe_event USING btree (received_at) WHERE (state = ANY (ARRAY['open'::text, 'dead'::text]));
CREATE INDEX stripe_event_pending_idx ON public.stripe_event USING btree (received_at) WHERE (state = 'pending'::text);
CREATE INDEX stripe_event_question_idx ON public.stripe_event USING btree (question_key) WHERE (question_key IS NOT NULL);
GRANT DELETE, INSERT, SELECT, UPDATE (state, attempts, last_error, processed_at, workspace_id, question_key, froze, finding, closed_at, closed_by) ON stripe_event TO relais_app;

-- A purchase of balance: one for each Checkout Session. An order never leaves the state paid.
CREATE TABLE topup (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  state text NOT NULL,
  -- The credit that the order buys, in US cents.
  amount_cents integer NOT NULL,
  currency text NOT NULL,
  -- Made by the form: a form that is submitted twice finds the order that it made the first time.
  submission_key text NOT NULL,
  session_id text,
  payment_intent_id text,
  receipt_url text,
  -- Where the receipt goes, and what Stripe is told: kept with the order, so that a repeated request is the same request.
  receipt_email text,
  review_reason text,
  -- What the bank said to the last card that was tried.
  decline_code text,
  created_by uuid,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  paid_at timestamp(3) with time zone,
  -- When Stripe was last asked about the order, so that a page that polls does not ask every time.
  looked_at timestamp(3) with time zone,
  service text NOT NULL DEFAULT 'stripe'::text,
  method text NOT NULL DEFAULT 'card'::text,
  country text,
  -- What the buyer is asked for, fee included, in the smallest unit of the currency. NULL is amount_cents.
  charge_minor integer,
  -- The part of charge_minor that the buyer pays for the method.
  fee_minor integer NOT NULL DEFAULT 0,
  -- Stripe may show the buyer a sum in his own currency, by its own rate.
  is_adaptive boolean NOT NULL DEFAULT false,
  -- Units of the currency for one US dollar, before the operator's margin. NULL for orders in US dollars.
  rate text,
  rate_source text,
  rate_at timestamp(3) with time zone,
  margin_ppm integer,
  -- Until then the sum in the currency holds.
  priced_until timestamp(3) with time zone,
  -- When a voucher or a code that was shown to the buyer ends.
  pay_by timestamp(3) with time zone,
  instructions_url text,
  CONSTRAINT topup_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT topup_workspace_id_submission_key_key UNIQUE (workspace_id, submission_key),
  CONSTRAINT topup_amount_cents_check CHECK ((amount_cents > 0)),
  CONSTRAINT topup_charge_minor_check CHECK ((charge_minor > 0)),
  CONSTRAINT topup_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  CONSTRAINT topup_fee_is_part CHECK ((fee_minor < COALESCE(charge_minor, amount_cents))),
  CONSTRAINT topup_fee_minor_check CHECK ((fee_minor >= 0)),
  CONSTRAINT topup_is_paid CHECK (((state = 'paid'::text) = (paid_at IS NOT NULL))),
  CONSTRAINT topup_is_priced CHECK ((((currency = 'usd'::text) = (rate IS NULL)) AND ((rate IS NULL) = (rate_source IS NULL)) AND ((rate IS NULL) = (rate_at IS NULL)) AND ((rate IS NULL) = (margin_ppm IS NULL)) AND ((rate IS NULL) = (priced_until IS NULL)) AND ((rate IS NULL) OR (charge_minor IS NOT NULL)))),
  CONSTRAINT topup_margin_ppm_check CHECK (((margin_ppm >= 0) AND (margin_ppm <= 1000000))),
  CONSTRAINT topup_method_check CHECK ((method ~ '^[a-z][a-z0-9_]{1,39}$'::text)),
  CONSTRAINT topup_rate_check CHECK ((rate ~ '^[0-9]{1,9}(\.[0-9]{1,9})?$'::text)),
  CONSTRAINT topup_service_check CHECK ((service = ANY (ARRAY['stripe'::text, 'epay'::text, 'transfer'::text]))),
  CONSTRAINT topup_state_check CHECK ((state = ANY (ARRAY['created'::text, 'processing'::text, 'paid'::text, 'failed'::text, 'expired'::text, 'review'::text]))),
  CONSTRAINT topup_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
);
CREATE INDEX topup_open_idx ON public.topup USING btree (created_at) WHERE (state = ANY (ARRAY['created'::text, 'processing'::text]));
GRANT INSERT, SELECT, UPDATE (state, submission_key, payment_intent_id, receipt_url, review_reason, decline_code, looked_at, pay_by, instructions_url) ON topup TO relais_app;

-- Finds an order by what others know of it: order:<id>, session:<Checkout Session>, payment:<payment intent>. Each belongs to one
-- order, for good.
CREATE TABLE topup_reference (
  reference text NOT NULL,
  workspace_id uuid NOT NULL,
  topup_id uuid NOT NULL,
  CONSTRAINT topup_reference_pkey PRIMARY KEY (reference)
);
GRANT INSERT, SELECT ON topup_reference TO relais_app;

-- The provider accounts that calls are sent to. What is secret is in credentials alone, sealed with a key that the database never
-- sees.
CREATE TABLE upstream_account (
  id uuid NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  settings jsonb NOT NULL,
  credentials bytea NOT NULL,
  weight integer NOT NULL DEFAULT 1,
  state text NOT NULL DEFAULT 'enabled'::text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  -- Counts the changes: a change names the revision that was looked at.
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
GRANT DELETE, INSERT, SELECT, UPDATE ON upstream_account TO relais_app;

-- How each front door finds its accounts. Written every few seconds where something changed, read by the admin's page.
CREATE TABLE upstream_health (
  instance text NOT NULL,
  account_id text NOT NULL,
  calls bigint NOT NULL,
  failures bigint NOT NULL,
  cooling jsonb NOT NULL,
  last_failure_at timestamp(3) with time zone,
  last_failure_label text,
  last_failure_message text,
  written_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT upstream_health_pkey PRIMARY KEY (instance, account_id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON upstream_health TO relais_app;

-- What the upstreams billed for the calls of all workspaces, by day of UTC, model and database machine. Written together with
-- usage_rollup, from the same events.
CREATE TABLE usage_cost_day (
  start timestamp(3) with time zone NOT NULL,
  model_id text NOT NULL,
  node integer NOT NULL,
  upstream_cost_nano bigint NOT NULL,
  CONSTRAINT usage_cost_day_pkey PRIMARY KEY (start, model_id, node)
);
GRANT SELECT ON usage_cost_day TO relais_app;

-- One row for each finished call, written once and never changed. created_at is the time inside the call's id.
CREATE TABLE usage_event (
  workspace_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  id uuid NOT NULL,
  -- True for the second row of a call whose hold had expired before its settle came: its money is what the first one lacks.
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
  settled_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  -- The transaction that wrote the row: roll-ups read whole transactions up to a horizon, so that none is missed.
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT usage_event_pkey PRIMARY KEY (workspace_id, created_at, id, is_late),
  CONSTRAINT usage_event_is_sound CHECK (is_sound_event(outcome, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, web_searches, hold_nano, price_nano, charge_nano, absorbed_nano))
) PARTITION BY RANGE (created_at);
CREATE INDEX usage_event_unusual_idx ON ONLY public.usage_event USING btree (workspace_id, outcome, created_at, id) INCLUDE (is_late, key_id, model_id, charge_nano) WHERE (outcome <> 'settled'::text);
CREATE INDEX usage_event_xid_idx ON ONLY public.usage_event USING btree (xid);
CREATE TABLE usage_event_default PARTITION OF usage_event DEFAULT;
GRANT SELECT ON usage_event TO relais_app;

-- Accounts that a call passed over before the one that its usage event names, in order, and why: `failover` was asked and failed,
-- `cooling` was left alone, `refused` could not do what was asked.
CREATE TABLE usage_move (
  workspace_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  call_id uuid NOT NULL,
  "position" integer NOT NULL,
  upstream text NOT NULL,
  why text NOT NULL,
  label text NOT NULL,
  CONSTRAINT usage_move_pkey PRIMARY KEY (workspace_id, created_at, call_id, "position"),
  CONSTRAINT usage_move_why_check CHECK ((why = ANY (ARRAY['failover'::text, 'cooling'::text, 'refused'::text])))
);
CREATE INDEX usage_move_failover_idx ON public.usage_move USING btree (upstream, created_at) WHERE (why = 'failover'::text);
GRANT SELECT ON usage_move TO relais_app;

-- What the samplings inside a call cost that the call's own price cannot say: those of other models (an adviser, a fallback), and
-- those of its own model where modifiers or the step differ between them. Samplings that are priced alike are one part. Each is
-- rounded up by itself, and the call's price is the sum of all.
CREATE TABLE usage_part (
  workspace_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  call_id uuid NOT NULL,
  model_id text NOT NULL,
  price_version integer NOT NULL,
  input_tokens integer NOT NULL,
  cache_write_5m_tokens integer NOT NULL,
  cache_write_1h_tokens integer NOT NULL,
  cache_read_tokens integer NOT NULL,
  output_tokens integer NOT NULL,
  price_nano bigint NOT NULL,
  -- A call that was swept and settled late may have parts of both: each event is priced with its own.
  is_late boolean NOT NULL DEFAULT false,
  number integer NOT NULL DEFAULT 0,
  modifiers text[] NOT NULL DEFAULT '{}'::text[],
  -- NULL in a part written by an early version: its tokens say the side of the step.
  is_step boolean,
  CONSTRAINT usage_part_pkey PRIMARY KEY (workspace_id, created_at, call_id, is_late, model_id, number),
  CONSTRAINT usage_part_cache_read_tokens_check CHECK ((cache_read_tokens >= 0)),
  CONSTRAINT usage_part_cache_write_1h_tokens_check CHECK ((cache_write_1h_tokens >= 0)),
  CONSTRAINT usage_part_cache_write_5m_tokens_check CHECK ((cache_write_5m_tokens >= 0)),
  CONSTRAINT usage_part_input_tokens_check CHECK ((input_tokens >= 0)),
  CONSTRAINT usage_part_output_tokens_check CHECK ((output_tokens >= 0)),
  CONSTRAINT usage_part_price_nano_check CHECK ((price_nano >= 0))
);
GRANT SELECT ON usage_part TO relais_app;

-- Sums of usage events. A quarter of an hour is the largest step that every time zone's midnight falls on.
CREATE TABLE usage_rollup (
  workspace_id uuid NOT NULL,
  bucket timestamp(3) with time zone NOT NULL,
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
GRANT SELECT ON usage_rollup TO relais_app;

-- The sums of usage_rollup once more, over 1, 6 and 24 hours of UTC. Written together with it, so that both always agree.
CREATE TABLE usage_span (
  workspace_id uuid NOT NULL,
  hours integer NOT NULL,
  start timestamp(3) with time zone NOT NULL,
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
  CONSTRAINT usage_span_pkey PRIMARY KEY (workspace_id, hours, start, model_id, key_id),
  CONSTRAINT usage_span_hours_check CHECK ((hours = ANY (ARRAY[1, 6, 24])))
);
CREATE INDEX usage_span_day_idx ON public.usage_span USING btree (start, model_id) WHERE (hours = 24);
GRANT SELECT ON usage_span TO relais_app;

-- How much a workspace may call and spend, by what it has topped up. NULL is no limit; a tier without a sum is given by hand.
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
GRANT DELETE, INSERT, SELECT, UPDATE ON usage_tier TO relais_app;

-- Events of transactions before this one are in usage_rollup, all others are not: no event is in both or in neither. One row for each
-- database machine.
CREATE TABLE usage_watermark (
  rolled_before xid8 NOT NULL,
  rolled_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  -- The database machine whose transactions are meant, as database_node() says it.
  node integer NOT NULL DEFAULT 0,
  CONSTRAINT usage_watermark_pkey PRIMARY KEY (node)
);
GRANT SELECT ON usage_watermark TO relais_app;

CREATE TABLE "user" (
  id uuid NOT NULL,
  email text NOT NULL,
  name text,
  password_hash text,
  email_verified_at timestamp(3) with time zone,
  role text NOT NULL DEFAULT 'user'::text,
  -- Raised to end every session of the user at once: a session token carries the version that it was made with.
  session_version integer NOT NULL DEFAULT 1,
  locale text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT user_pkey PRIMARY KEY (id),
  CONSTRAINT user_email_key UNIQUE (email),
  CONSTRAINT user_email_check CHECK ((email = lower(email))),
  CONSTRAINT user_role_check CHECK ((role = ANY (ARRAY['user'::text, 'admin'::text])))
);
GRANT DELETE, INSERT, SELECT, UPDATE ON "user" TO relais_app;

CREATE TABLE user_identity (
  provider text NOT NULL,
  provider_account_id text NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT user_identity_pkey PRIMARY KEY (provider, provider_account_id),
  CONSTRAINT user_identity_user_id_fkey FOREIGN KEY (user_id) REFERENCES "user"(id)
);
CREATE INDEX user_identity_user_id_idx ON public.user_identity USING btree (user_id);
GRANT DELETE, INSERT, SELECT, UPDATE ON user_identity TO relais_app;

-- Under which id a Claude account knows a workspace. Every call of the workspace names it there.
CREATE TABLE user_profile (
  workspace_id uuid NOT NULL,
  -- The upstream account, or "environment" for that of the environment.
  account_id text NOT NULL,
  -- NULL until Claude has made it, and after Claude no longer knew it.
  profile_id text,
  -- The account status that Claude was told last: active or suspended.
  told_status text,
  -- Claude has the hash of the owner's address. It is told once the address is verified.
  told_email boolean NOT NULL DEFAULT false,
  -- When the present making began. An older profile at the account is none that an unanswered request left behind.
  asked_at timestamp(3) with time zone NOT NULL,
  -- Until then one process makes the profile, and no other one does.
  claimed_until timestamp(3) with time zone NOT NULL,
  -- A request to make it had no answer, so a profile may be there that nobody knows of.
  may_exist boolean NOT NULL,
  -- When Claude last did not know the profile. It is made again once in a while, not for every call.
  remade_at timestamp(3) with time zone,
  -- When the reading began that enforcement_action was last written from. An older reading changes nothing.
  checked_at timestamp(3) with time zone NOT NULL DEFAULT '-infinity'::timestamp with time zone,
  CONSTRAINT user_profile_pkey PRIMARY KEY (workspace_id, account_id)
);
CREATE INDEX user_profile_account_id_idx ON public.user_profile USING btree (account_id);
CREATE INDEX user_profile_profile_id_idx ON public.user_profile USING btree (profile_id);
GRANT DELETE, INSERT, SELECT, UPDATE (profile_id, told_status, told_email, asked_at, claimed_until, may_exist, remade_at, checked_at) ON user_profile TO relais_app;

-- The money of a workspace as running totals. fillfactor 50 and no index but the primary key: every settle updates this row, and stays
-- a heap-only update.
CREATE TABLE wallet (
  workspace_id uuid NOT NULL,
  available_nano bigint NOT NULL DEFAULT 0,
  held_nano bigint NOT NULL DEFAULT 0,
  spent_total_nano bigint NOT NULL DEFAULT 0,
  burned_total_nano bigint NOT NULL DEFAULT 0,
  -- What a refund or dispute took back beyond the balance. The next credit pays it.
  debt_nano bigint NOT NULL DEFAULT 0,
  -- When the next lot expires. Before a hold is placed after that, what is due goes.
  next_expiry_at timestamp(3) with time zone,
  -- Its books are broken: it takes no new holds.
  is_frozen boolean NOT NULL DEFAULT false,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  -- spent_total_nano at the beginning of the month, by the workspace's calendar.
  month_start_spent_nano bigint NOT NULL DEFAULT 0,
  month_ends_at timestamp(3) with time zone,
  -- The monthly cap as a sum that spent and held money together must not exceed; NULL is no cap.
  spend_ceiling_nano bigint,
  -- The ceiling holds for a minute at most, and is then computed again from the workspace's tier: what an admin edits counts within that
  -- time, a top-up at once.
  spend_ceiling_until timestamp(3) with time zone NOT NULL DEFAULT '-infinity'::timestamp with time zone,
  -- What calls cost beyond hold and balance since it was last cleared: holds leave as much untouched. Nobody is charged for it.
  owed_nano bigint NOT NULL DEFAULT 0,
  -- A payment of it is under question: it takes no new holds. Apart from is_frozen, so that clearing one does not clear the other.
  is_questioned boolean NOT NULL DEFAULT false,
  CONSTRAINT wallet_pkey PRIMARY KEY (workspace_id),
  CONSTRAINT wallet_is_sound CHECK (is_sound_wallet(available_nano, held_nano, spent_total_nano, burned_total_nano, debt_nano)),
  CONSTRAINT wallet_owed_nano_check CHECK ((owed_nano >= 0)),
  CONSTRAINT wallet_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
) WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0.02);
GRANT SELECT ON wallet TO relais_app;

-- One row for each process that relays. Holds name it: once it lapses, the process is dead.
CREATE TABLE worker_lease (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  instance text NOT NULL,
  started_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  expires_at timestamp(3) with time zone NOT NULL,
  -- The lease of a message batch, whose holds no process renews: the batch is alive for as long as its upstream works on it.
  is_batch boolean NOT NULL DEFAULT false,
  CONSTRAINT worker_lease_pkey PRIMARY KEY (id)
);
GRANT SELECT ON worker_lease TO relais_app;

CREATE TABLE workspace (
  id uuid NOT NULL,
  name text NOT NULL,
  time_zone text NOT NULL DEFAULT 'UTC'::text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT workspace_pkey PRIMARY KEY (id)
);
GRANT INSERT, SELECT, UPDATE ON workspace TO relais_app;

-- A workspace whose tier was chosen by an admin keeps it whatever it tops up.
CREATE TABLE workspace_tier (
  workspace_id uuid NOT NULL,
  tier_id text NOT NULL,
  CONSTRAINT workspace_tier_pkey PRIMARY KEY (workspace_id),
  CONSTRAINT workspace_tier_tier_id_fkey FOREIGN KEY (tier_id) REFERENCES usage_tier(id),
  CONSTRAINT workspace_tier_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id)
);
GRANT SELECT ON workspace_tier TO relais_app;

-- One row for each finished call. A call that was settled after its hold had expired left two events: what came later stands, and the
-- money of both is one sum. `first_outcome` is for narrowing a search before the second is looked up.
CREATE VIEW finished_call AS
 SELECT first.workspace_id,
    first.created_at,
    first.id,
    first.key_id,
    first.model_id,
    first.price_version,
    first.outcome AS first_outcome,
    last.outcome,
    last.reason,
    last.endpoint,
    last.is_stream,
    last.upstream,
    last.upstream_request_id,
    last.http_status,
    last.stop_reason,
    last.input_tokens,
    last.cache_write_5m_tokens,
    last.cache_write_1h_tokens,
    last.cache_read_tokens,
    last.output_tokens,
    last.thinking_tokens,
    last.web_searches,
    last.modifiers,
    last.is_estimated,
    last.first_byte_ms,
    last.total_ms,
    last.settled_at,
    first.hold_nano,
        CASE
            WHEN last.is_late THEN first.price_nano + last.price_nano
            ELSE first.price_nano
        END AS price_nano,
        CASE
            WHEN last.is_late THEN first.charge_nano + last.charge_nano
            ELSE first.charge_nano
        END AS charge_nano,
        CASE
            WHEN last.is_late THEN first.absorbed_nano + last.absorbed_nano
            ELSE first.absorbed_nano
        END AS absorbed_nano
   FROM usage_event first
     CROSS JOIN LATERAL ( SELECT event.workspace_id,
            event.created_at,
            event.id,
            event.is_late,
            event.key_id,
            event.model_id,
            event.price_version,
            event.outcome,
            event.reason,
            event.endpoint,
            event.is_stream,
            event.upstream,
            event.upstream_request_id,
            event.http_status,
            event.stop_reason,
            event.input_tokens,
            event.cache_write_5m_tokens,
            event.cache_write_1h_tokens,
            event.cache_read_tokens,
            event.output_tokens,
            event.thinking_tokens,
            event.web_searches,
            event.modifiers,
            event.is_estimated,
            event.hold_nano,
            event.price_nano,
            event.charge_nano,
            event.absorbed_nano,
            event.upstream_cost_nano,
            event.first_byte_ms,
            event.total_ms,
            event.settled_at,
            event.xid
           FROM usage_event event
          WHERE event.workspace_id = first.workspace_id AND event.created_at = first.created_at AND event.id = first.id
          ORDER BY event.is_late DESC
         LIMIT 1) last
  WHERE NOT first.is_late;
GRANT SELECT ON finished_call TO relais_app;

-- Each event as it counts in the roll-ups, with what caching saved: the call's price had the prompt been plain input, minus its price.
-- Both are rounded up as a price is, so the figure is whole nano-dollars, adds up over calls, and can be recomputed from the receipt.
CREATE VIEW usage_event_line AS
 SELECT event.workspace_id,
    event.created_at,
    event.id,
    event.xid,
    event.model_id,
    event.key_id,
        CASE
            WHEN event.is_late THEN 0
            ELSE 1
        END AS requests,
        CASE
            WHEN NOT event.is_late THEN (event.charge_nano = 0)::integer
            WHEN event.charge_nano = 0 THEN 0
            ELSE - (( SELECT (first.charge_nano = 0)::integer AS int4
               FROM usage_event first
              WHERE first.workspace_id = event.workspace_id AND first.created_at = event.created_at AND first.id = event.id AND NOT first.is_late))
        END AS free_requests,
    event.input_tokens,
    event.cache_write_5m_tokens,
    event.cache_write_1h_tokens,
    event.cache_read_tokens,
    event.output_tokens,
    event.web_searches,
    event.charge_nano,
    event.absorbed_nano,
        CASE
            WHEN exact.is_usual THEN (exact.usual_actual + exact.usual_reads + 999999) / 1000000 - (exact.usual_actual + 999999) / 1000000
            ELSE COALESCE(ceil(exact.actual + exact.reads) - ceil(exact.actual), 0::numeric)::bigint
        END AS reads_saved_nano,
        CASE
            WHEN exact.is_usual THEN (exact.usual_actual + exact.usual_reads + 999999) / 1000000 - (exact.usual_actual + exact.usual_reads + exact.usual_writes + 999999) / 1000000
            ELSE COALESCE(ceil(exact.actual + exact.reads) - ceil(exact.actual + exact.reads + exact.writes), 0::numeric)::bigint
        END AS writes_extra_nano
   FROM usage_event event
     LEFT JOIN price ON price.model_id = event.model_id AND price.kind = 'sale'::text AND price.version = event.price_version
     CROSS JOIN LATERAL ( SELECT event.price_nano > 0 OR event.is_late AS is_priced,
            sent.prompt + event.output_tokens AS tokens,
                CASE
                    WHEN sent.prompt > price.step_above_tokens THEN price.step_input_pico
                    ELSE price.input_pico
                END AS in_pico,
                CASE
                    WHEN sent.prompt > price.step_above_tokens THEN price.step_output_pico
                    ELSE price.output_pico
                END AS out_pico,
                CASE
                    WHEN cardinality(event.modifiers) = 0 THEN 0.000000001
                    ELSE 0.000000001 *
                    CASE
                        WHEN 'fast'::text = ANY (event.modifiers) THEN COALESCE(price.fast_ppm::numeric * 0.000001, 1::numeric)
                        ELSE 1::numeric
                    END *
                    CASE
                        WHEN 'us_inference'::text = ANY (event.modifiers) THEN COALESCE(price.us_inference_ppm::numeric * 0.000001, 1::numeric)
                        ELSE 1::numeric
                    END *
                    CASE
                        WHEN 'batch'::text = ANY (event.modifiers) THEN COALESCE(price.batch_ppm::numeric * 0.000001, 1::numeric)
                        ELSE 1::numeric
                    END *
                    CASE
                        WHEN 'regional'::text = ANY (event.modifiers) THEN COALESCE(price.regional_ppm::numeric * 0.000001, 1::numeric)
                        ELSE 1::numeric
                    END
                END AS factor
           FROM ( SELECT event.input_tokens::bigint + event.cache_write_5m_tokens + event.cache_write_1h_tokens + event.cache_read_tokens AS prompt) sent
         OFFSET 0) asked
     CROSS JOIN LATERAL ( SELECT kind.is_usual,
                CASE
                    WHEN kind.is_usual THEN asked.in_pico / 1000 * (event.input_tokens * price.input_ppm + event.cache_write_5m_tokens * price.cache_write_5m_ppm + event.cache_write_1h_tokens * price.cache_write_1h_ppm + event.cache_read_tokens * price.cache_read_ppm) + asked.out_pico / 1000 * event.output_tokens * 1000000 + event.web_searches * price.web_search_nano * 1000000
                    ELSE NULL::bigint
                END AS usual_actual,
                CASE
                    WHEN kind.is_usual THEN asked.in_pico / 1000 * event.cache_read_tokens * (price.input_ppm - price.cache_read_ppm)
                    ELSE NULL::bigint
                END AS usual_reads,
                CASE
                    WHEN kind.is_usual THEN asked.in_pico / 1000 * (event.cache_write_5m_tokens * (price.input_ppm - price.cache_write_5m_ppm) + event.cache_write_1h_tokens * (price.input_ppm - price.cache_write_1h_ppm))
                    ELSE NULL::bigint
                END AS usual_writes,
                CASE
                    WHEN asked.is_priced AND NOT kind.is_usual THEN (asked.in_pico::numeric * (event.input_tokens::numeric * price.input_ppm::numeric + event.cache_write_5m_tokens::numeric * price.cache_write_5m_ppm::numeric + event.cache_write_1h_tokens::numeric * price.cache_write_1h_ppm::numeric + event.cache_read_tokens::numeric * price.cache_read_ppm::numeric) + asked.out_pico::numeric * event.output_tokens::numeric * 1000000::numeric) * asked.factor + event.web_searches::numeric * price.web_search_nano::numeric
                    ELSE NULL::numeric
                END AS actual,
                CASE
                    WHEN asked.is_priced AND NOT kind.is_usual THEN asked.in_pico::numeric * event.cache_read_tokens::numeric * (price.input_ppm - price.cache_read_ppm)::numeric * asked.factor
                    ELSE NULL::numeric
                END AS reads,
                CASE
                    WHEN asked.is_priced AND NOT kind.is_usual THEN asked.in_pico::numeric * (event.cache_write_5m_tokens::numeric * (price.input_ppm - price.cache_write_5m_ppm)::numeric + event.cache_write_1h_tokens::numeric * (price.input_ppm - price.cache_write_1h_ppm)::numeric) * asked.factor
                    ELSE NULL::numeric
                END AS writes
           FROM ( SELECT COALESCE(asked.is_priced AND cardinality(event.modifiers) = 0 AND asked.tokens <= 10000000 AND event.web_searches <= 10000 AND (asked.in_pico % 1000::bigint) = 0 AND asked.in_pico <= 100000000 AND (asked.out_pico % 1000::bigint) = 0 AND asked.out_pico <= 200000000 AND GREATEST(price.input_ppm, price.cache_write_5m_ppm, price.cache_write_1h_ppm, price.cache_read_ppm) <= 4000000 AND price.web_search_nano <= 100000000, false) AS is_usual
                 OFFSET 0) kind
         OFFSET 0) exact;
GRANT SELECT ON usage_event_line TO relais_app;

-- As usage_event_line, but that a late event counts what the first event of its call did not.
CREATE VIEW usage_line AS
 SELECT line.workspace_id,
    line.created_at,
    line.id,
    line.xid,
    line.model_id,
    line.key_id,
    line.requests,
    line.free_requests,
    line.input_tokens - COALESCE(first.input_tokens, 0) AS input_tokens,
    line.cache_write_5m_tokens - COALESCE(first.cache_write_5m_tokens, 0) AS cache_write_5m_tokens,
    line.cache_write_1h_tokens - COALESCE(first.cache_write_1h_tokens, 0) AS cache_write_1h_tokens,
    line.cache_read_tokens - COALESCE(first.cache_read_tokens, 0) AS cache_read_tokens,
    line.output_tokens - COALESCE(first.output_tokens, 0) AS output_tokens,
    line.web_searches - COALESCE(first.web_searches, 0) AS web_searches,
    line.charge_nano,
    line.absorbed_nano,
    line.reads_saved_nano - COALESCE(first.reads_saved_nano, 0::bigint) AS reads_saved_nano,
    line.writes_extra_nano - COALESCE(first.writes_extra_nano, 0::bigint) AS writes_extra_nano
   FROM usage_event_line line
     LEFT JOIN LATERAL ( SELECT first_1.workspace_id,
            first_1.created_at,
            first_1.id,
            first_1.xid,
            first_1.model_id,
            first_1.key_id,
            first_1.requests,
            first_1.free_requests,
            first_1.input_tokens,
            first_1.cache_write_5m_tokens,
            first_1.cache_write_1h_tokens,
            first_1.cache_read_tokens,
            first_1.output_tokens,
            first_1.web_searches,
            first_1.charge_nano,
            first_1.absorbed_nano,
            first_1.reads_saved_nano,
            first_1.writes_extra_nano
           FROM usage_event_line first_1
          WHERE line.requests = 0 AND first_1.requests = 1 AND first_1.workspace_id = line.workspace_id AND first_1.created_at = line.created_at AND first_1.id = line.id
         LIMIT 1) first ON true;
GRANT SELECT ON usage_line TO relais_app;

GRANT EXECUTE ON FUNCTION add_codes(uuid,bytea[]) TO relais_app;
GRANT EXECUTE ON FUNCTION ask_refund(uuid,uuid,uuid,bigint,bigint,text,uuid,text,text,timestamp with time zone) TO relais_app;
GRANT EXECUTE ON FUNCTION book_dispute(uuid,uuid,text,text,text,bigint,text,boolean,timestamp with time zone,timestamp with time zone,timestamp with time zone) TO relais_app;
GRANT EXECUTE ON FUNCTION call_quarters(uuid,text,uuid,timestamp with time zone,timestamp with time zone,boolean,integer) TO relais_app;
GRANT EXECUTE ON FUNCTION change_api_key(uuid,uuid,text,bigint,text,integer,integer,text[],text[],timestamp with time zone) TO relais_app;
GRANT EXECUTE ON FUNCTION change_time_zone(uuid,text,timestamp with time zone) TO relais_app;
GRANT EXECUTE ON FUNCTION checkpoint_hold(uuid,uuid,bigint,text,jsonb) TO relais_app;
GRANT EXECUTE ON FUNCTION checkpoint_holds(uuid[],uuid[],bigint[],text[],jsonb[]) TO relais_app;
GRANT EXECUTE ON FUNCTION choose_tier(uuid,text) TO relais_app;
GRANT EXECUTE ON FUNCTION clear_owed(uuid,bigint) TO relais_app;
GRANT EXECUTE ON FUNCTION database_node() TO relais_app;
GRANT EXECUTE ON FUNCTION end_lease(bigint) TO relais_app;
GRANT EXECUTE ON FUNCTION end_refund(uuid,uuid,text,text,timestamp with time zone) TO relais_app;
GRANT EXECUTE ON FUNCTION ensure_usage_partitions(integer) TO relais_app;
GRANT EXECUTE ON FUNCTION expire_due_lots(uuid) TO relais_app;
GRANT EXECUTE ON FUNCTION extend_hold(uuid,uuid,bigint,bigint,text,jsonb) TO relais_app;
GRANT EXECUTE ON FUNCTION extend_holds(uuid[],uuid[],bigint[],bigint[],text[],jsonb[]) TO relais_app;
GRANT EXECUTE ON FUNCTION forget_idempotent_calls() TO relais_app;
GRANT EXECUTE ON FUNCTION freeze_wallet(uuid) TO relais_app;
GRANT EXECUTE ON FUNCTION grant_lot(uuid,text,integer,text,bigint,text,text,timestamp with time zone,uuid,text) TO relais_app;
GRANT EXECUTE ON FUNCTION is_wallet_unlocked(uuid) TO relais_app;
GRANT EXECUTE ON FUNCTION key_spend(uuid,uuid,text,timestamp with time zone) TO relais_app;
GRANT EXECUTE ON FUNCTION known_time_zone(text) TO relais_app;
GRANT EXECUTE ON FUNCTION lock_wallet(uuid) TO relais_app;
GRANT EXECUTE ON FUNCTION moves_tier(text) TO relais_app;
GRANT EXECUTE ON FUNCTION note_refund(uuid,uuid,uuid,text,text,bigint,text,text,timestamp with time zone) TO relais_app;
GRANT EXECUTE ON FUNCTION note_session(uuid,uuid,text) TO relais_app;
GRANT EXECUTE ON FUNCTION notify_usage_tiers() TO relais_app;
GRANT EXECUTE ON FUNCTION open_lease(text,interval,boolean) TO relais_app;
GRANT EXECUTE ON FUNCTION open_wallet(uuid) TO relais_app;
GRANT EXECUTE ON FUNCTION paid_terms(uuid,uuid) TO relais_app;
GRANT EXECUTE ON FUNCTION pay_debt(uuid) TO relais_app;
GRANT EXECUTE ON FUNCTION pay_topup(uuid,uuid,timestamp with time zone,text,text) TO relais_app;
GRANT EXECUTE ON FUNCTION place_batch_holds(uuid,uuid,uuid[],text[],integer[],bigint[],bigint) TO relais_app;
GRANT EXECUTE ON FUNCTION place_budget_batch(uuid[],uuid[],uuid[],text[],integer[],bigint[],bigint) TO relais_app;
GRANT EXECUTE ON FUNCTION place_budget_holds(uuid,uuid[],uuid[],text[],integer[],bigint[],bigint) TO relais_app;
GRANT EXECUTE ON FUNCTION place_hold_batch(uuid[],uuid[],uuid[],text[],integer[],bigint[],bigint) TO relais_app;
GRANT EXECUTE ON FUNCTION place_hold_first(uuid,uuid,uuid,text,integer,bigint,bigint) TO relais_app;
GRANT EXECUTE ON FUNCTION place_hold_one(uuid,uuid,uuid,text,integer,bigint,bigint) TO relais_app;
GRANT EXECUTE ON FUNCTION place_hold_repeats(uuid[],uuid[],uuid[],text[],integer[],bigint[],bigint) TO relais_app;
GRANT EXECUTE ON FUNCTION place_keyed_hold(uuid,uuid,uuid,text,integer,bigint,bigint,bytea,bytea) TO relais_app;
GRANT EXECUTE ON FUNCTION place_keyed_holds(uuid[],uuid[],uuid[],text[],integer[],bigint[],bigint,bytea[],bytea[]) TO relais_app;
GRANT EXECUTE ON FUNCTION place_wallet_holds(uuid,uuid[],uuid[],text[],integer[],bigint[],bigint) TO relais_app;
GRANT EXECUTE ON FUNCTION question_wallet(uuid,boolean) TO relais_app;
GRANT EXECUTE ON FUNCTION redeem_code(uuid,bytea,uuid,text,timestamp with time zone) TO relais_app;
GRANT EXECUTE ON FUNCTION renew_lease(bigint,interval) TO relais_app;
GRANT EXECUTE ON FUNCTION revoke_api_keys(uuid,uuid,uuid) TO relais_app;
GRANT EXECUTE ON FUNCTION roll_up_usage_slice(integer) TO relais_app;
GRANT EXECUTE ON FUNCTION rotate_api_key(uuid,uuid,bytea,integer,text,text,interval) TO relais_app;
GRANT EXECUTE ON FUNCTION settle_batch(uuid[],uuid[],bigint[],text[]) TO relais_app;
GRANT EXECUTE ON FUNCTION settle_first(uuid,uuid,bigint,text) TO relais_app;
GRANT EXECUTE ON FUNCTION settle_one(uuid,uuid,bigint,text,jsonb) TO relais_app;
GRANT EXECUTE ON FUNCTION settle_repeats(uuid[],uuid[],bigint[],text[],jsonb[]) TO relais_app;
GRANT EXECUTE ON FUNCTION settle_wallet_calls(uuid,uuid[],bigint[],text[]) TO relais_app;
GRANT EXECUTE ON FUNCTION spend_period(text,timestamp with time zone,text) TO relais_app;
GRANT EXECUTE ON FUNCTION sweep_due_lots(integer) TO relais_app;
GRANT EXECUTE ON FUNCTION sweep_hold(uuid,uuid,interval) TO relais_app;
GRANT EXECUTE ON FUNCTION sweep_holds(integer,interval) TO relais_app;
GRANT EXECUTE ON FUNCTION time_of_id(uuid) TO relais_app;
GRANT EXECUTE ON FUNCTION unlocked_wallets(uuid[]) TO relais_app;
GRANT EXECUTE ON FUNCTION unrolled_usage(uuid,timestamp with time zone,timestamp with time zone,boolean) TO relais_app;
GRANT EXECUTE ON FUNCTION usage_tier_of(uuid) TO relais_app;
GRANT EXECUTE ON FUNCTION workspace_period(uuid,text,timestamp with time zone) TO relais_app;
GRANT USAGE ON SCHEMA public TO PUBLIC;
GRANT USAGE ON SCHEMA public TO relais_app;
