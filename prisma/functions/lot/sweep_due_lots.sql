-- Expires the lots that are due, at most p_limit of them. Returns for each wallet the expired amount or the error: a wallet whose
-- lots cannot expire does not block the others. Such a wallet is then frozen, so frozen wallets come last.
CREATE OR REPLACE FUNCTION sweep_due_lots(p_limit integer, OUT workspace_id uuid, OUT expired_nano bigint, OUT refusal text)
RETURNS SETOF record LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  FOR workspace_id IN
    SELECT DISTINCT due.workspace_id FROM (
      SELECT l.workspace_id FROM credit_lot l JOIN wallet w ON w.workspace_id = l.workspace_id
      WHERE l.remaining_nano > 0 AND l.expires_at <= now() ORDER BY w.is_frozen, l.expires_at DESC LIMIT p_limit
    ) due ORDER BY 1
  LOOP
    BEGIN
      expired_nano := expire_due_lots(workspace_id);
      refusal := NULL;
    EXCEPTION WHEN OTHERS THEN
      IF NOT is_refused_for_good(SQLSTATE) THEN RAISE; END IF;
      expired_nano := 0;
      refusal := SQLERRM || ' (' || SQLSTATE || ')';
    END;
    RETURN NEXT;
  END LOOP;
END $$;
