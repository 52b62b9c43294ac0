-- The sum of what a key has spent and holds in one period.
CREATE OR REPLACE FUNCTION key_spend(p_workspace_id uuid, p_key_id uuid, p_period text, p_period_start timestamptz, OUT spent bigint, OUT held bigint)
LANGUAGE sql STABLE AS $$
  WITH claim AS (
    SELECT call_id FROM key_claim
    WHERE workspace_id = p_workspace_id AND key_id = p_key_id AND period = p_period AND period_start = p_period_start
  )
  SELECT (coalesce((SELECT spent_nano FROM key_period WHERE workspace_id = p_workspace_id AND key_id = p_key_id AND period = p_period
                    AND period_start = p_period_start), 0)
    + coalesce((SELECT sum(e.charge_nano) FROM claim JOIN usage_event e
                ON e.workspace_id = p_workspace_id AND e.created_at = time_of_id(call_id) AND e.id = call_id), 0))::bigint,
    coalesce((SELECT sum(h.amount_nano) FROM claim JOIN hold h ON h.workspace_id = p_workspace_id AND h.id = call_id), 0)::bigint
$$;
