-- Stores the payment page of an order that has none yet. It is the only writer of session_id. False if the order has one or does not exist.
CREATE OR REPLACE FUNCTION note_session(p_workspace_id uuid, p_topup_id uuid, p_session_id text) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE topup SET session_id = p_session_id WHERE workspace_id = p_workspace_id AND id = p_topup_id AND session_id IS NULL;
  RETURN FOUND;
END $$;
