-- Stores what one open call has cost so far, as checkpoint_holds does for many.
CREATE OR REPLACE FUNCTION checkpoint_hold(p_workspace_id uuid, p_id uuid, p_price bigint, p_settle text, p_extras jsonb) RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM hold WHERE workspace_id = p_workspace_id AND id = p_id AND checkpoint_nano <= p_price FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN; END IF;
  UPDATE hold SET checkpoint_nano = p_price, checkpoint_settle = checkpoint_of(p_settle, p_extras), checkpoint_at = now()
  WHERE workspace_id = p_workspace_id AND id = p_id;
END $$;
