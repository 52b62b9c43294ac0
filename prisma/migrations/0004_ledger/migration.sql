-- fillfactor 50 and no index but the primary key: every settle updates this row, and stays a heap-only update.
CREATE TABLE wallet (
  workspace_id uuid PRIMARY KEY REFERENCES workspace (id),
  available_nano bigint NOT NULL DEFAULT 0 CHECK (available_nano >= 0),
  held_nano bigint NOT NULL DEFAULT 0 CHECK (held_nano >= 0),
  spent_total_nano bigint NOT NULL DEFAULT 0 CHECK (spent_total_nano >= 0),
  burned_total_nano bigint NOT NULL DEFAULT 0 CHECK (burned_total_nano BETWEEN 0 AND spent_total_nano),
  debt_nano bigint NOT NULL DEFAULT 0 CHECK (debt_nano >= 0),
  next_expiry_at timestamptz(3),
  is_frozen boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL DEFAULT now()
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

CREATE TABLE worker_lease (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  instance text NOT NULL,
  started_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL
);

CREATE TABLE hold (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  key_id uuid NOT NULL,
  model_id text NOT NULL,
  price_version integer NOT NULL,
  lease_id bigint NOT NULL,
  amount_nano bigint NOT NULL CHECK (amount_nano > 0),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  checkpoint_nano bigint NOT NULL DEFAULT 0 CHECK (checkpoint_nano >= 0),
  checkpoint_at timestamptz(3),
  PRIMARY KEY (workspace_id, id)
  -- No index on the lease: the table holds only calls in flight, and the sweeper may read it whole.
) WITH (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0);

CREATE TABLE usage_event (
  workspace_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  id uuid NOT NULL,
  -- True for the second row of a call whose hold had expired before its settle came: it carries what the first one lacks.
  is_late boolean NOT NULL DEFAULT false,
  key_id uuid NOT NULL,
  model_id text NOT NULL,
  price_version integer NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('settled', 'released', 'expired', 'settled_late', 'settled_partial')),
  reason text,
  endpoint text NOT NULL,
  is_stream boolean NOT NULL,
  upstream text,
  upstream_request_id text,
  http_status integer NOT NULL,
  stop_reason text,
  input_tokens integer NOT NULL CHECK (input_tokens >= 0),
  cache_write_5m_tokens integer NOT NULL CHECK (cache_write_5m_tokens >= 0),
  cache_write_1h_tokens integer NOT NULL CHECK (cache_write_1h_tokens >= 0),
  cache_read_tokens integer NOT NULL CHECK (cache_read_tokens >= 0),
  output_tokens integer NOT NULL CHECK (output_tokens >= 0),
  thinking_tokens integer,
  web_searches integer NOT NULL CHECK (web_searches >= 0),
  modifiers text[] NOT NULL,
  is_estimated boolean NOT NULL,
  hold_nano bigint NOT NULL CHECK (hold_nano >= 0),
  price_nano bigint NOT NULL CHECK (price_nano >= 0),
  charge_nano bigint NOT NULL CHECK (charge_nano >= 0),
  absorbed_nano bigint NOT NULL CHECK (absorbed_nano >= 0),
  upstream_cost_nano bigint,
  first_byte_ms integer,
  total_ms integer NOT NULL,
  settled_at timestamptz(3) NOT NULL DEFAULT now(),
  -- The transaction that wrote the row: roll-ups read whole transactions up to a horizon, so that none is missed.
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CHECK (charge_nano + absorbed_nano = price_nano),
  PRIMARY KEY (workspace_id, created_at, id, is_late)
) PARTITION BY RANGE (created_at);
CREATE INDEX usage_event_xid_idx ON usage_event (xid);
CREATE TABLE usage_event_default PARTITION OF usage_event DEFAULT;

CREATE TRIGGER usage_event_append_only BEFORE UPDATE OR DELETE ON usage_event
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE ledger_entry (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('topup', 'grant', 'refund', 'refund_reversal', 'dispute', 'dispute_reversal', 'expiry', 'adjustment', 'debt', 'debt_paid')),
  amount_nano bigint NOT NULL CHECK (amount_nano <> 0),
  contra text NOT NULL,
  reference text NOT NULL UNIQUE,
  lot_id uuid,
  actor_user_id uuid,
  note text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, id)
);
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE ON ledger_entry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE credit_lot (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('paid', 'promo')),
  priority integer NOT NULL,
  granted_nano bigint NOT NULL CHECK (granted_nano > 0),
  remaining_nano bigint NOT NULL CHECK (remaining_nano BETWEEN 0 AND granted_nano),
  protected_nano bigint NOT NULL DEFAULT 0 CHECK (protected_nano >= 0),
  expires_at timestamptz(3),
  reference text NOT NULL UNIQUE,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX credit_lot_burn_order_idx ON credit_lot (workspace_id, priority, expires_at, id) WHERE remaining_nano > 0;
CREATE INDEX credit_lot_expiry_idx ON credit_lot (expires_at) WHERE remaining_nano > 0;

CREATE TABLE lot_burn (
  workspace_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  lot_id uuid NOT NULL,
  amount_nano bigint NOT NULL CHECK (amount_nano > 0),
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, id)
);
CREATE TRIGGER lot_burn_append_only BEFORE UPDATE OR DELETE ON lot_burn
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
