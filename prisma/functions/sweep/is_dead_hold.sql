-- A hold whose process has stopped renewing its lease, or that is older than any call may be.
CREATE OR REPLACE FUNCTION is_dead_hold(p_hold hold, p_max_age interval) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (
    SELECT FROM worker_lease
    WHERE id = p_hold.lease_id AND expires_at > now() AND (is_batch OR p_hold.created_at >= now() - p_max_age)
  )
$$;
