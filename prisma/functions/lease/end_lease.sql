-- Ends a lease now, so that the sweeper ends the holds that are left under it.
CREATE OR REPLACE FUNCTION end_lease(p_id bigint) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE worker_lease SET expires_at = now() WHERE id = p_id AND expires_at > now();
END $$;
