-- A unique key of a customer's table begins with the workspace. What finds a key by its secret is a small table of its own.
CREATE TABLE key_secret (
  secret_hmac bytea PRIMARY KEY,
  workspace_id uuid NOT NULL,
  key_id uuid NOT NULL
);
COMMENT ON TABLE key_secret IS 'Finds the key or management key of a secret: each secret has one row, whether it is a key''s own or works for a while after a rotation.';
INSERT INTO key_secret
  SELECT secret_hmac, workspace_id, id FROM api_key
  UNION ALL SELECT secret_hmac, workspace_id, id FROM management_key
  UNION ALL SELECT secret_hmac, workspace_id, key_id FROM retiring_secret;
ALTER TABLE api_key DROP CONSTRAINT api_key_secret_hmac_key;
ALTER TABLE management_key DROP CONSTRAINT management_key_secret_hmac_key;
ALTER TABLE retiring_secret DROP CONSTRAINT retiring_secret_secret_hmac_key;

-- A table that is spread over machines, or that such a table refers to, has no triggers. The functions that change a key or a tier notify.
DROP TRIGGER api_key_changed ON api_key;
DROP TRIGGER workspace_tier_changed ON workspace_tier;
DROP TRIGGER usage_tier_changed ON usage_tier;
DROP FUNCTION notify_api_key(), notify_usage_tier();

COMMENT ON COLUMN stripe_event.question_key IS
  'The refund, dispute or warning that the event is about. Many events may be about one: once it was settled, it freezes nothing again.';
