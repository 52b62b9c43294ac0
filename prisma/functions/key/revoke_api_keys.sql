-- Ends a key, or with NULL all keys of the workspace, or those that one person made, and notifies every process. It is the only writer of
-- revoked_at, which stays at its first time. Returns how many keys it ended.
CREATE OR REPLACE FUNCTION revoke_api_keys(p_workspace_id uuid, p_key_id uuid, p_created_by uuid) RETURNS integer LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_now timestamptz := now();
  v_ended uuid[];
BEGIN
  WITH ended AS (
    UPDATE api_key SET revoked_at = v_now
    WHERE workspace_id = p_workspace_id AND revoked_at IS NULL AND (p_key_id IS NULL OR id = p_key_id)
      AND (p_created_by IS NULL OR created_by = p_created_by)
    RETURNING id
  )
  SELECT array_agg(id) INTO v_ended FROM ended;
  PERFORM notify_api_keys(p_workspace_id, v_ended);
  RETURN coalesce(cardinality(v_ended), 0);
END $$;
