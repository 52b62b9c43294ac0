-- Takes credit from lots, at most what is available, with an entry for each lot. Returns how much was taken. p_lots: `bonus` of the top-up,
-- its `own` lot, or `all`: its own first, then other bought credit, then gifts. The caller has locked the wallet and burned the lots.
CREATE OR REPLACE FUNCTION take_from_lots(
  p_workspace_id uuid, p_amount_nano bigint, p_lots text, p_topup_id uuid, p_kind text, p_contra text, p_reference text
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_most bigint;
  v_taken bigint;
BEGIN
  SELECT least(p_amount_nano, available_nano) INTO v_most FROM wallet WHERE workspace_id = p_workspace_id;
  WITH lot AS (
    SELECT l.id, l.remaining_nano, sum(l.remaining_nano) OVER (
      ORDER BY (l.reference = 'topup:' || p_topup_id) IS TRUE DESC, l.kind = 'promo', l.expires_at, l.id
    ) - l.remaining_nano AS before
    FROM credit_lot l WHERE l.workspace_id = p_workspace_id AND l.remaining_nano > 0 AND (
      p_lots = 'all' OR p_lots = 'own' AND l.reference = 'topup:' || p_topup_id
      OR p_lots = 'bonus' AND is_bonus_of(l.kind, l.reference, p_topup_id))
  ), part AS (
    UPDATE credit_lot l SET remaining_nano = l.remaining_nano - least(lot.remaining_nano, v_most - lot.before)
    FROM lot WHERE l.workspace_id = p_workspace_id AND l.id = lot.id AND lot.before < v_most
    RETURNING l.id, least(lot.remaining_nano, v_most - lot.before)::bigint AS nano
  ), entry AS (
    INSERT INTO ledger_entry (workspace_id, id, kind, amount_nano, contra, reference, lot_id)
    SELECT p_workspace_id, new_id(), p_kind, -nano, p_contra, p_reference || ':' || part.id, part.id FROM part
    RETURNING amount_nano
  )
  SELECT coalesce(-sum(amount_nano), 0) INTO v_taken FROM entry;
  UPDATE wallet SET available_nano = available_nano - v_taken,
    spend_ceiling_until = CASE WHEN moves_tier(p_kind) THEN '-infinity' ELSE spend_ceiling_until END
  WHERE workspace_id = p_workspace_id;
  RETURN v_taken;
END $$;
