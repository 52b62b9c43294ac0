-- Changes the zone to one that Postgres knows, and carries the current periods over. Returns the previous zone; the same zone again
-- changes nothing. Every hold locks the wallet too, so it sees either all of the change or nothing.
CREATE OR REPLACE FUNCTION change_time_zone(p_workspace_id uuid, p_time_zone text, p_at timestamptz) RETURNS text LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_before text;
  v_known_before text;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  SELECT time_zone INTO v_before FROM workspace WHERE id = p_workspace_id FOR NO KEY UPDATE;
  IF v_before = p_time_zone THEN
    RETURN v_before;
  END IF;
  v_known_before := known_time_zone(v_before);
  INSERT INTO carried_period (workspace_id, period, starts_at, ends_at, first_day)
  SELECT p_workspace_id, p.period, o.starts_at, CASE WHEN n.ends_at > p_at THEN n.ends_at ELSE o.ends_at END, d.first_day
  FROM unnest(ARRAY['hour', 'day', 'week', 'month']) AS p (period)
  CROSS JOIN LATERAL workspace_period(p_workspace_id, p.period, p_at) o
  CROSS JOIN LATERAL spend_period(p.period, p_at, v_before) c
  LEFT JOIN carried_period k ON k.workspace_id = p_workspace_id AND k.period = p.period AND p_at < k.ends_at
  CROSS JOIN LATERAL (SELECT coalesce(k.first_day, (c.starts_at AT TIME ZONE v_known_before)::date) AS first_day) d
  -- An hour has no name that two zones share. It lasts at least an hour, until the next full hour of the new zone.
  CROSS JOIN LATERAL spend_period('hour', o.starts_at + interval '1 hour - 1 microsecond', p_time_zone) h
  CROSS JOIN LATERAL (
    SELECT CASE p.period WHEN 'hour' THEN h.ends_at ELSE (d.first_day + ('1 ' || p.period)::interval) AT TIME ZONE p_time_zone END AS ends_at
  ) n
  ON CONFLICT (workspace_id, period) DO UPDATE SET starts_at = excluded.starts_at, ends_at = excluded.ends_at, first_day = excluded.first_day;
  UPDATE workspace SET time_zone = p_time_zone WHERE id = p_workspace_id;
  -- If the month has already ended, the next hold begins the new one.
  UPDATE wallet w SET month_ends_at = CASE WHEN w.month_ends_at > p_at THEN c.ends_at ELSE w.month_ends_at END, spend_ceiling_until = '-infinity'
  FROM carried_period c WHERE w.workspace_id = p_workspace_id AND c.workspace_id = p_workspace_id AND c.period = 'month';
  RETURN v_before;
END $$;
