CREATE TABLE topup (
  workspace_id uuid NOT NULL REFERENCES workspace (id),
  id uuid NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('created', 'processing', 'paid', 'failed', 'expired', 'review')),
  amount_cents integer NOT NULL CHECK (amount_cents > 0),
  currency text NOT NULL,
  -- Made by the form: a form that is submitted twice finds the order that it made the first time.
  submission_key text NOT NULL,
  session_id text UNIQUE,
  payment_intent_id text UNIQUE,
  receipt_url text,
  review_reason text,
  created_by uuid,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  paid_at timestamptz(3),
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, submission_key)
);
CREATE INDEX topup_open_idx ON topup (created_at) WHERE state IN ('created', 'processing');

CREATE TABLE stripe_event (
  id text PRIMARY KEY,
  type text NOT NULL,
  object_id text,
  api_version text,
  is_live boolean NOT NULL,
  payload jsonb NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'ignored', 'dead')),
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  received_at timestamptz(3) NOT NULL DEFAULT now(),
  processed_at timestamptz(3)
);
CREATE INDEX stripe_event_pending_idx ON stripe_event (received_at) WHERE state = 'pending';
