-- A workspace may change its time zone while periods are under way. Each of them is carried over the change: it keeps its
-- start, and so what was spent in it, and the day, week or month that it is. It ends where that day, week or month ends in
-- the new zone, or where it would have ended when that is past. So no change begins a period, and each day of the calendar
-- has one budget however often the zone changes.
CREATE TABLE carried_period (
  workspace_id uuid NOT NULL REFERENCES workspace (id),
  period text NOT NULL CHECK (period IN ('hour', 'day', 'week', 'month')),
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL CHECK (ends_at > starts_at),
  -- The first day that the calendar gives the period: what it is called, in whatever zone.
  first_day date NOT NULL,
  PRIMARY KEY (workspace_id, period)
);

-- The period of a workspace that an instant falls into: the carried one until its end, then what is left of the calendar's.
-- One plain SELECT, which Postgres writes into the statement that asks.
CREATE FUNCTION workspace_period(p_workspace_id uuid, p_period text, p_at timestamptz) RETURNS TABLE (starts_at timestamptz, ends_at timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN p_at < c.ends_at THEN c.starts_at ELSE greatest(p.starts_at, c.ends_at) END,
    CASE WHEN p_at < c.ends_at THEN c.ends_at ELSE p.ends_at END
  FROM workspace w
  CROSS JOIN LATERAL spend_period(p_period, p_at, w.time_zone) p
  LEFT JOIN carried_period c ON c.workspace_id = w.id AND c.period = p_period
  WHERE w.id = p_workspace_id
$$;

-- The zone itself when Postgres knows it, else the one that is reckoned with in its place.
CREATE FUNCTION known_time_zone(p_time_zone text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  PERFORM now() AT TIME ZONE p_time_zone;
  RETURN p_time_zone;
EXCEPTION WHEN invalid_parameter_value THEN
  RETURN 'UTC';
END $$;

-- Changes the zone to one that Postgres knows, and carries the periods under way. Answers the zone before; the same zone
-- again changes nothing. Whoever places a hold has locked the wallet too, and sees all of the change or nothing of it.
CREATE FUNCTION change_time_zone(p_workspace_id uuid, p_time_zone text, p_at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_before text;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  SELECT time_zone INTO v_before FROM workspace WHERE id = p_workspace_id FOR NO KEY UPDATE;
  IF v_before = p_time_zone THEN
    RETURN v_before;
  END IF;
  INSERT INTO carried_period AS c (workspace_id, period, starts_at, ends_at, first_day)
  SELECT p_workspace_id, period, o.starts_at, CASE WHEN n.ends_at > p_at THEN n.ends_at ELSE o.ends_at END, d.first_day
  FROM unnest(ARRAY['hour', 'day', 'week', 'month']) period
  CROSS JOIN LATERAL workspace_period(p_workspace_id, period, p_at) o
  CROSS JOIN LATERAL (SELECT coalesce(
    (SELECT k.first_day FROM carried_period k WHERE k.workspace_id = p_workspace_id AND k.period = period.period AND p_at < k.ends_at),
    ((spend_period(period, p_at, v_before)).starts_at AT TIME ZONE known_time_zone(v_before))::date) AS first_day) d
  -- An hour has no name that two zones share: it lasts at least an hour, to the next full one of the new zone.
  CROSS JOIN LATERAL (SELECT CASE period WHEN 'hour' THEN (spend_period('hour', o.starts_at + interval '1 hour - 1 microsecond', p_time_zone)).ends_at
    ELSE (d.first_day + ('1 ' || period)::interval) AT TIME ZONE p_time_zone END AS ends_at) n
  ON CONFLICT (workspace_id, period) DO UPDATE SET starts_at = excluded.starts_at, ends_at = excluded.ends_at, first_day = excluded.first_day;
  UPDATE workspace SET time_zone = p_time_zone WHERE id = p_workspace_id;
  -- A month that ended unnoticed is left to the next hold, which begins the new one.
  UPDATE wallet w SET month_ends_at = CASE WHEN w.month_ends_at > p_at THEN c.ends_at ELSE w.month_ends_at END, spend_ceiling_until = '-infinity'
  FROM carried_period c WHERE w.workspace_id = p_workspace_id AND c.workspace_id = p_workspace_id AND c.period = 'month';
  RETURN v_before;
END $$;

-- The two functions that ask for periods, as they were, by the workspace's own.
CREATE OR REPLACE FUNCTION renew_spend_ceiling(p_workspace_id uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_ceiling bigint;
BEGIN
  UPDATE wallet SET month_start_spent_nano = spent_total_nano,
    month_ends_at = (SELECT p.ends_at FROM workspace_period(p_workspace_id, 'month', now()) p)
  WHERE workspace_id = p_workspace_id AND (month_ends_at IS NULL OR month_ends_at <= now());
  UPDATE wallet SET spend_ceiling_nano = month_start_spent_nano + (usage_tier_of(p_workspace_id)).month_cap_nano,
    spend_ceiling_until = least(month_ends_at, now() + interval '1 minute')
  WHERE workspace_id = p_workspace_id RETURNING spend_ceiling_nano INTO v_ceiling;
  RETURN v_ceiling;
END $$;

CREATE OR REPLACE FUNCTION place_budget_holds(
  p_workspace_ids uuid[], p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, OUT kinds text[], OUT available bigint[], OUT held bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_item record;
  v_answer record;
  v_of text;
  v_used bigint;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE;
  FOR v_item IN
    SELECT i.*, k.budget_nano, k.budget_period, p.starts_at,
      concat_ws(' ', i.workspace_id, i.key_id, p.starts_at) AS of
    FROM unnest(p_workspace_ids, p_ids, p_key_ids, p_model_ids, p_price_versions, p_amounts) WITH ORDINALITY
      AS i (workspace_id, id, key_id, model_id, price_version, amount, n)
    LEFT JOIN api_key k ON k.workspace_id = i.workspace_id AND k.id = i.key_id AND k.budget_nano IS NOT NULL
    LEFT JOIN LATERAL workspace_period(i.workspace_id, k.budget_period, time_of_id(i.id)) p ON k.id IS NOT NULL
    ORDER BY i.workspace_id, i.key_id, p.starts_at, i.n
  LOOP
    IF v_item.budget_nano IS NOT NULL AND v_of IS DISTINCT FROM v_item.of THEN
      v_of := v_item.of;
      PERFORM fold_key_claims(v_item.workspace_id, v_item.key_id);
      SELECT s.spent + s.held INTO v_used FROM key_spend(v_item.workspace_id, v_item.key_id, v_item.budget_period, v_item.starts_at) s;
    END IF;
    IF v_used + v_item.amount > v_item.budget_nano AND NOT EXISTS (
      SELECT FROM key_claim WHERE workspace_id = v_item.workspace_id AND key_id = v_item.key_id AND call_id = v_item.id
    ) THEN
      SELECT 'k' AS kind, w.available_nano AS available, w.held_nano AS held INTO v_answer
      FROM wallet w WHERE w.workspace_id = v_item.workspace_id;
    ELSE
      v_answer := place_hold_one(v_item.workspace_id, v_item.id, v_item.key_id, v_item.model_id, v_item.price_version, v_item.amount, p_lease_id);
    END IF;
    IF v_answer.kind = 'h' AND v_item.budget_nano IS NOT NULL THEN
      INSERT INTO key_claim (workspace_id, key_id, call_id, period, period_start)
      VALUES (v_item.workspace_id, v_item.key_id, v_item.id, v_item.budget_period, v_item.starts_at) ON CONFLICT DO NOTHING;
      IF FOUND THEN v_used := v_used + v_item.amount; END IF;
    END IF;
    kinds[v_item.n] := v_answer.kind;
    available[v_item.n] := coalesce(v_answer.available, 0);
    held[v_item.n] := coalesce(v_answer.held, 0);
  END LOOP;
END $$;
