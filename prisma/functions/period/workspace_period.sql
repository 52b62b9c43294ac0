-- The period of an instant for a workspace: the carried one until its end, then the rest of the calendar's period.
-- It is one plain SELECT, which Postgres inlines into the calling statement.
CREATE OR REPLACE FUNCTION workspace_period(p_workspace_id uuid, p_period text, p_at timestamptz) RETURNS TABLE (starts_at timestamptz, ends_at timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN p_at < c.ends_at THEN c.starts_at ELSE greatest(p.starts_at, c.ends_at) END,
    CASE WHEN p_at < c.ends_at THEN c.ends_at ELSE p.ends_at END
  FROM workspace w
  CROSS JOIN LATERAL spend_period(p_period, p_at, w.time_zone) p
  LEFT JOIN carried_period c ON c.workspace_id = w.id AND c.period = p_period
  WHERE w.id = p_workspace_id
$$;
