-- Sets or clears that a payment of the wallet is under question. Returns whether this is new.
CREATE OR REPLACE FUNCTION question_wallet(p_workspace_id uuid, p_is_questioned boolean) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE wallet SET is_questioned = p_is_questioned WHERE workspace_id = p_workspace_id AND is_questioned <> p_is_questioned;
  RETURN FOUND;
END $$;
