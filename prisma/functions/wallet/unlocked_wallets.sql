-- The wallets among these that no other transaction has locked now.
CREATE OR REPLACE FUNCTION unlocked_wallets(p_workspace_ids uuid[]) RETURNS uuid[] LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN ARRAY(SELECT workspace_id FROM wallet WHERE workspace_id = ANY (p_workspace_ids) FOR UPDATE SKIP LOCKED);
END $$;
