-- Gives a key a new secret, which key_secret has already, and notifies every process. The old secret works for p_grace more, earlier ones
-- for at most as long. What no longer works since the last rotation is dropped, with its row in key_secret. The caller has locked the key.
CREATE OR REPLACE FUNCTION rotate_api_key(
  p_workspace_id uuid, p_key_id uuid, p_secret_hmac bytea, p_pepper_version integer, p_prefix text, p_last_four text, p_grace interval
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_now timestamptz := now();
  v_ended bytea[];
BEGIN
  WITH ended AS (
    DELETE FROM retiring_secret WHERE workspace_id = p_workspace_id AND key_id = p_key_id AND works_until < v_now RETURNING secret_hmac
  )
  SELECT array_agg(secret_hmac) INTO v_ended FROM ended;
  DELETE FROM key_secret WHERE secret_hmac = ANY (v_ended);
  UPDATE retiring_secret SET works_until = least(works_until, v_now + p_grace) WHERE workspace_id = p_workspace_id AND key_id = p_key_id;
  INSERT INTO retiring_secret (workspace_id, key_id, secret_hmac, pepper_version, prefix, last_four, works_until)
  SELECT workspace_id, id, secret_hmac, pepper_version, prefix, last_four, v_now + p_grace FROM api_key
  WHERE workspace_id = p_workspace_id AND id = p_key_id;
  UPDATE api_key SET secret_hmac = p_secret_hmac, pepper_version = p_pepper_version, prefix = p_prefix, last_four = p_last_four
  WHERE workspace_id = p_workspace_id AND id = p_key_id;
  PERFORM notify_api_keys(p_workspace_id, ARRAY[p_key_id]);
END $$;
