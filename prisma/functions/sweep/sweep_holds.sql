-- Ends the holds of processes with an expired lease. If Postgres refuses to end a hold, it is set aside and the others are still ended.
-- Returns how many were ended.
CREATE OR REPLACE FUNCTION sweep_holds(p_limit integer, p_max_age interval) RETURNS integer LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_dead record;
  v_count integer := 0;
BEGIN
  -- Wallets in ascending order, and the oldest call first: if the balance does not cover all checkpoints, the order on disk must not decide
  -- which call is absorbed.
  FOR v_dead IN
    SELECT workspace_id, id FROM (
      SELECT workspace_id, id FROM hold h
      WHERE is_dead_hold(h.lease_id, h.created_at, p_max_age) AND NOT EXISTS (
        SELECT FROM refused_settle r WHERE r.workspace_id = h.workspace_id AND r.call_id = h.id AND r.is_sweep_refused
      )
      LIMIT p_limit
    ) dead ORDER BY workspace_id, id
  LOOP
    BEGIN
      IF sweep_hold(v_dead.workspace_id, v_dead.id, p_max_age) THEN v_count := v_count + 1; END IF;
    EXCEPTION WHEN OTHERS THEN
      IF NOT is_refused_for_good(SQLSTATE) THEN RAISE; END IF;
      INSERT INTO refused_settle (workspace_id, call_id, last_error, is_sweep_refused)
      VALUES (v_dead.workspace_id, v_dead.id, SQLERRM || ' (' || SQLSTATE || ')', true)
      ON CONFLICT (workspace_id, call_id) DO UPDATE SET last_error = EXCLUDED.last_error, last_refused_at = now(),
        refusals = refused_settle.refusals + 1, is_sweep_refused = true, outcome = NULL, ended_at = NULL, ended_by = NULL;
    END;
  END LOOP;
  DELETE FROM worker_lease l WHERE expires_at < now() - interval '1 hour' AND NOT EXISTS (SELECT FROM hold WHERE lease_id = l.id);
  RETURN v_count;
END $$;
