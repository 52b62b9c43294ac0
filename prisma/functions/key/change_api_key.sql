-- Writes a key's name and limits, and notifies every process. It is their only writer after the key was made. The caller has locked the key.
CREATE OR REPLACE FUNCTION change_api_key(
  p_workspace_id uuid, p_key_id uuid, p_name text, p_budget_nano bigint, p_budget_period text, p_requests_per_minute integer,
  p_tokens_per_minute integer, p_allowed_models text[], p_allowed_addresses text[], p_expires_at timestamptz
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE api_key SET name = p_name, budget_nano = p_budget_nano, budget_period = p_budget_period,
    requests_per_minute = p_requests_per_minute, tokens_per_minute = p_tokens_per_minute, allowed_models = p_allowed_models,
    allowed_addresses = p_allowed_addresses, expires_at = p_expires_at
  WHERE workspace_id = p_workspace_id AND id = p_key_id;
  PERFORM notify_api_keys(p_workspace_id, ARRAY[p_key_id]);
END $$;
