-- Makes the empty wallet of a new workspace. A repeat changes nothing.
CREATE OR REPLACE FUNCTION open_wallet(p_workspace_id uuid) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO wallet (workspace_id) VALUES (p_workspace_id) ON CONFLICT DO NOTHING;
END $$;
