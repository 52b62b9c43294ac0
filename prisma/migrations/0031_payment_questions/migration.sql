-- Events that say that a payment was taken back, or may be: they stay open until a person has worked on them.
ALTER TABLE stripe_event
  DROP CONSTRAINT stripe_event_state_check,
  ADD CONSTRAINT stripe_event_state_check CHECK (state IN ('pending', 'done', 'ignored', 'dead', 'open')),
  -- Whose payment it was.
  ADD COLUMN workspace_id uuid,
  -- The refund, dispute or warning, of which there may be many events: what was settled once freezes nothing again.
  ADD COLUMN question_key text,
  ADD COLUMN froze boolean NOT NULL DEFAULT false,
  -- What Stripe said of it when it was looked at.
  ADD COLUMN finding jsonb,
  ADD COLUMN closed_at timestamptz(3),
  ADD COLUMN closed_by uuid;
CREATE INDEX stripe_event_open_idx ON stripe_event (received_at) WHERE state IN ('open', 'dead');
CREATE INDEX stripe_event_question_idx ON stripe_event (question_key) WHERE question_key IS NOT NULL;
