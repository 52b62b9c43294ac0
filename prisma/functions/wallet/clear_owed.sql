-- Clears what the wallet owes if it is still p_owed. Returns whether it was.
CREATE OR REPLACE FUNCTION clear_owed(p_workspace_id uuid, p_owed bigint) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE wallet SET owed_nano = 0 WHERE workspace_id = p_workspace_id AND owed_nano = p_owed AND owed_nano > 0;
  RETURN FOUND;
END $$;
