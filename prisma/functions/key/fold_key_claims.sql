-- Moves the cost of finished calls into their periods. A call with an expired hold may still be settled late, so its claim stays for a
-- day. The caller has locked the wallet.
CREATE OR REPLACE FUNCTION fold_key_claims(p_workspace_id uuid, p_key_id uuid) RETURNS void LANGUAGE sql AS $$
  WITH finished AS (
    SELECT c.call_id, sum(e.charge_nano) AS charge FROM key_claim c
    JOIN usage_event e ON e.workspace_id = p_workspace_id AND e.created_at = time_of_id(c.call_id) AND e.id = c.call_id
    WHERE c.workspace_id = p_workspace_id AND c.key_id = p_key_id
    GROUP BY c.call_id
    HAVING bool_or(e.is_late OR e.outcome IN ('settled', 'released', 'settled_late'))
      OR time_of_id(c.call_id) < now() - interval '1 day'
  ), folded AS (
    DELETE FROM key_claim c USING finished f
    WHERE c.workspace_id = p_workspace_id AND c.key_id = p_key_id AND c.call_id = f.call_id
    RETURNING c.period, c.period_start, f.charge
  )
  INSERT INTO key_period AS k (workspace_id, key_id, period, period_start, spent_nano)
  SELECT p_workspace_id, p_key_id, period, period_start, sum(charge) FROM folded GROUP BY period, period_start HAVING sum(charge) > 0
  ON CONFLICT (workspace_id, key_id, period, period_start) DO UPDATE SET spent_nano = k.spent_nano + excluded.spent_nano
$$;
