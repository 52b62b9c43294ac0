-- Locks the wallet until the transaction ends. The processes may not: FOR UPDATE needs the right to update.
CREATE OR REPLACE FUNCTION lock_wallet(p_workspace_id uuid) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
END $$;
