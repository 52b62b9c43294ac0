-- Stores what each open call has cost so far. The sweeper charges it if the call's process dies. It skips a hold that is being
-- settled, and a lower sum than the stored one: sum and settle must come from the same moment.
CREATE OR REPLACE FUNCTION checkpoint_holds(
  p_workspace_ids uuid[], p_ids uuid[], p_prices bigint[], p_settles text[], p_extras jsonb[]
) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH open AS (
    SELECT h.workspace_id, h.id, i.n::integer AS n
    FROM unnest(p_workspace_ids, p_ids) WITH ORDINALITY AS i (workspace_id, id, n)
    JOIN hold h ON h.workspace_id = i.workspace_id AND h.id = i.id
    WHERE h.checkpoint_nano <= p_prices[i.n]
    FOR UPDATE OF h SKIP LOCKED
  )
  UPDATE hold h SET checkpoint_nano = p_prices[n], checkpoint_settle = checkpoint_of(p_settles[n], p_extras[n]), checkpoint_at = now()
  FROM open WHERE h.workspace_id = open.workspace_id AND h.id = open.id
$$;
