-- Whether the wallet exists and no other transaction has locked it now.
CREATE OR REPLACE FUNCTION is_wallet_unlocked(p_workspace_id uuid) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE SKIP LOCKED;
  RETURN FOUND;
END $$;
