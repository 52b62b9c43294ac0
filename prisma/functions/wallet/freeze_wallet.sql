-- Stops a wallet whose books are broken. Returns whether this is new.
CREATE OR REPLACE FUNCTION freeze_wallet(p_workspace_id uuid) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE wallet SET is_frozen = true WHERE workspace_id = p_workspace_id AND NOT is_frozen;
  RETURN FOUND;
END $$;
