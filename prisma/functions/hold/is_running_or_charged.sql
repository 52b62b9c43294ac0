-- Whether a call is running or was charged. A free call never blocks its repeat.
CREATE OR REPLACE FUNCTION is_running_or_charged(p_workspace_id uuid, p_call_id uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM hold WHERE workspace_id = p_workspace_id AND id = p_call_id) OR EXISTS (
    SELECT FROM usage_event
    WHERE workspace_id = p_workspace_id AND created_at = time_of_id(p_call_id) AND id = p_call_id AND charge_nano > 0)
$$;
