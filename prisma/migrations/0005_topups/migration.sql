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
  -- Where the receipt goes, and what Stripe is told: kept with the order, so that a repeated request is the same request.
  receipt_email text,
  review_reason text,
  -- What the bank said to the last card that was tried.
  decline_code text,
  created_by uuid,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  paid_at timestamptz(3),
  -- When Stripe was last asked about the order: a page that polls does not ask at every turn.
  looked_at timestamptz(3),
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, submission_key)
);
-- An order leaves `paid` never, and what it says about money changes never.
CREATE FUNCTION refuse_unpaying() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (OLD.state = 'paid' AND NEW.state <> 'paid')
    OR (NEW.workspace_id, NEW.id, NEW.amount_cents, NEW.currency) IS DISTINCT FROM (OLD.workspace_id, OLD.id, OLD.amount_cents, OLD.currency)
    OR (OLD.session_id IS NOT NULL AND NEW.session_id IS DISTINCT FROM OLD.session_id) THEN
    RAISE EXCEPTION 'a top-up keeps its money, its session and its payment' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER topup_keeps_money BEFORE UPDATE OR DELETE ON topup FOR EACH ROW EXECUTE FUNCTION refuse_unpaying();
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

-- How far each reconciler has listed what Stripe has: the newest delivery says nothing about the ones that were lost.
CREATE TABLE stripe_cursor (
  name text PRIMARY KEY,
  listed_until timestamptz(3) NOT NULL
);
