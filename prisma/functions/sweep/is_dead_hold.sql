-- Whether no process will end a hold: its lease has expired, or it is older than any call may be. Holds of a batch have a lease that no
-- process renews, and may be older.
CREATE OR REPLACE FUNCTION is_dead_hold(p_lease_id bigint, p_created_at timestamptz, p_max_age interval) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (
    SELECT FROM worker_lease
    WHERE id = p_lease_id AND expires_at > now() AND (is_batch OR p_created_at >= now() - p_max_age)
  )
$$;
