-- The tier that an admin chose, else the highest that the top-ups reach (without refunded and disputed ones), else the lowest.
CREATE OR REPLACE FUNCTION usage_tier_of(p_workspace_id uuid) RETURNS usage_tier LANGUAGE sql STABLE AS $$
  SELECT t FROM usage_tier t CROSS JOIN (
    SELECT (SELECT tier_id FROM workspace_tier WHERE workspace_id = p_workspace_id) AS chosen,
      coalesce((SELECT sum(amount_nano) FROM ledger_entry WHERE workspace_id = p_workspace_id AND moves_tier(kind)), 0) AS topped_up
  ) w
  WHERE t.id = w.chosen OR w.chosen IS NULL AND t.topup_nano IS NOT NULL
  ORDER BY t.topup_nano <= topped_up DESC, abs(topped_up - t.topup_nano) LIMIT 1
$$;
