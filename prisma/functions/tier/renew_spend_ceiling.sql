-- Renews the monthly ceiling. A charge counts in the month of its settle, by the workspace's calendar. The caller has locked the wallet.
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
