-- Batches that callers submitted, as far as they concern money and ids: what is asked and answered is kept upstream alone.
CREATE TABLE message_batch (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  key_id uuid NOT NULL,
  -- The upstream account that has the batch: no other one knows it.
  account_id text NOT NULL,
  account_name text NOT NULL,
  -- The lease under which its holds stand.
  lease_id bigint NOT NULL,
  request_count integer NOT NULL CHECK (request_count > 0),
  -- SHA-256 of an Idempotency-Key, and a keyed hash of the body: a repeat is given this batch.
  key_hash bytea,
  request_hash bytea NOT NULL,
  -- submitting: nobody knows yet whether the upstream has taken it. submitted: it has. ended: every result is settled.
  -- lost: it never was taken, or cannot be found any more, and its holds went back.
  state text NOT NULL DEFAULT 'submitting' CHECK (state IN ('submitting', 'submitted', 'ended', 'lost')),
  upstream_id text CHECK (upstream_id IS NOT NULL OR state <> 'submitted'),
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  cancel_initiated_at timestamptz(3),
  ended_at timestamptz(3),
  -- When its results could not be read any more.
  archived_at timestamptz(3),
  succeeded integer NOT NULL DEFAULT 0 CHECK (succeeded >= 0),
  errored integer NOT NULL DEFAULT 0 CHECK (errored >= 0),
  canceled integer NOT NULL DEFAULT 0 CHECK (canceled >= 0),
  expired integer NOT NULL DEFAULT 0 CHECK (expired >= 0),
  -- When the upstream is to be asked for it next.
  next_look_at timestamptz(3) NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX message_batch_key_hash_idx ON message_batch (workspace_id, key_hash) WHERE key_hash IS NOT NULL;
CREATE INDEX message_batch_due_idx ON message_batch (next_look_at) WHERE state IN ('submitting', 'submitted');
CREATE INDEX message_batch_upstream_id_idx ON message_batch (upstream_id) WHERE upstream_id IS NOT NULL;

-- Upstream a request is called by the id of its call; here stands what its caller calls it.
CREATE TABLE message_batch_request (
  workspace_id uuid NOT NULL,
  batch_id uuid NOT NULL,
  call_id uuid NOT NULL,
  custom_id text NOT NULL,
  model_id text NOT NULL,
  price_version integer NOT NULL,
  -- What pricing its result needs to know of the request where the upstream's report is silent; nothing of its contents.
  asked jsonb NOT NULL,
  PRIMARY KEY (workspace_id, batch_id, call_id),
  FOREIGN KEY (workspace_id, batch_id) REFERENCES message_batch (workspace_id, id) ON DELETE CASCADE
);
