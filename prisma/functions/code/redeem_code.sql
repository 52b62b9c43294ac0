-- Takes one use of a code and grants its credit. The wallet is locked first, as everywhere, so the conditions of one workspace are checked
-- one after another; the code's own row decides between workspaces. Answers: redeemed, repeated (this workspace had it before), refused
-- (unknown, used, ended, voided or for somebody else: which of these is nobody's business), unverified (a gift needs a verified address, or
-- one person could take all of a batch with made-up ones) or no_wallet. p_email: the person's address if it is verified, else NULL.
CREATE OR REPLACE FUNCTION redeem_code(
  p_workspace_id uuid, p_code_hash bytea, p_user_id uuid, p_email text, p_at timestamptz,
  OUT answer text, OUT batch_id uuid, OUT amount_nano bigint, OUT credit_until timestamptz
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_batch code_batch;
BEGIN
  PERFORM FROM wallet w WHERE w.workspace_id = p_workspace_id FOR UPDATE;
  IF NOT FOUND THEN answer := 'no_wallet'; RETURN; END IF;
  PERFORM FROM code_redemption r WHERE r.workspace_id = p_workspace_id AND r.code_hash = p_code_hash;
  IF FOUND THEN answer := 'repeated'; RETURN; END IF;
  UPDATE redemption_code c SET uses_left = c.uses_left - 1 FROM code_batch b
  WHERE c.code_hash = p_code_hash AND c.uses_left > 0 AND b.id = c.batch_id
    AND b.voided_at IS NULL AND (b.redeem_until IS NULL OR b.redeem_until > p_at)
    AND (b.for_whom <> 'address' OR b.for_email = p_email)
    AND (b.for_whom <> 'new_customers'
      OR NOT EXISTS (SELECT FROM ledger_entry e WHERE e.workspace_id = p_workspace_id AND e.kind = 'topup'))
    AND NOT EXISTS (SELECT FROM code_redemption r WHERE r.workspace_id = p_workspace_id AND r.once_batch_id = b.id)
    AND (b.kind <> 'promo' OR p_email IS NOT NULL)
  RETURNING b.id, b.amount_nano INTO batch_id, amount_nano;
  IF NOT FOUND THEN
    PERFORM FROM redemption_code c JOIN code_batch b ON b.id = c.batch_id
    WHERE c.code_hash = p_code_hash AND p_email IS NULL AND b.kind = 'promo' AND c.uses_left > 0 AND b.voided_at IS NULL;
    answer := CASE WHEN FOUND THEN 'unverified' ELSE 'refused' END;
    RETURN;
  END IF;
  SELECT * INTO v_batch FROM code_batch b WHERE b.id = batch_id;
  credit_until := p_at + v_batch.credit_days * interval '1 day';
  INSERT INTO code_redemption (workspace_id, code_hash, once_batch_id, redeemed_by, redeemed_at)
  VALUES (p_workspace_id, p_code_hash, CASE WHEN v_batch.is_once_per_workspace THEN batch_id END, p_user_id, p_at);
  answer := grant_lot(
    p_workspace_id, v_batch.kind, CASE v_batch.kind WHEN 'promo' THEN 10 ELSE 20 END,
    CASE v_batch.kind WHEN 'promo' THEN 'grant' ELSE 'topup' END, amount_nano,
    CASE v_batch.kind WHEN 'promo' THEN 'promo_expense' ELSE 'reseller_clearing' END,
    'code:' || encode(p_code_hash, 'hex'), credit_until, p_user_id, NULL
  );
  IF answer <> 'granted' THEN RAISE EXCEPTION 'a code that was not redeemed before was granted before: %', answer; END IF;
  answer := 'redeemed';
END $$;
