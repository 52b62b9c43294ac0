-- Notifies every process to drop changed keys from its cache, so that a revocation takes effect everywhere at once. It names every secret
-- of the keys, also those that rotations have replaced. Every function that changes a key calls it. The HMACs are read first: Citus would
-- send a notification that reads a spread table to the machine of that table, where no process listens.
CREATE OR REPLACE FUNCTION notify_api_keys(p_workspace_id uuid, p_key_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_hmacs bytea[];
BEGIN
  v_hmacs := ARRAY(
    SELECT secret_hmac FROM api_key WHERE workspace_id = p_workspace_id AND id = ANY (p_key_ids)
    UNION ALL
    SELECT secret_hmac FROM retiring_secret WHERE workspace_id = p_workspace_id AND key_id = ANY (p_key_ids));
  PERFORM pg_notify('relais_keys', encode(hmac, 'hex')) FROM unnest(v_hmacs) AS changed (hmac);
END $$;
