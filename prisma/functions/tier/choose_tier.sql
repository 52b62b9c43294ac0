-- Gives a workspace a tier that it keeps whatever it tops up; with NULL it has again the tier that its top-ups reach. Notifies every
-- process. It is the only writer of workspace_tier.
CREATE OR REPLACE FUNCTION choose_tier(p_workspace_id uuid, p_tier_id text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF p_tier_id IS NULL THEN
    DELETE FROM workspace_tier WHERE workspace_id = p_workspace_id;
  ELSE
    INSERT INTO workspace_tier (workspace_id, tier_id) VALUES (p_workspace_id, p_tier_id)
    ON CONFLICT (workspace_id) DO UPDATE SET tier_id = excluded.tier_id;
  END IF;
  PERFORM notify_usage_tiers();
END $$;
