-- Renews a lease. False if it has expired: it is never revived, since the sweeper may be ending its holds.
CREATE OR REPLACE FUNCTION renew_lease(p_id bigint, p_lifetime interval) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE worker_lease SET expires_at = now() + p_lifetime WHERE id = p_id AND expires_at > now();
  RETURN FOUND;
END $$;
