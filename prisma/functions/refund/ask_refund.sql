-- Takes the credit of a refund off before the payment service is asked, if the payment's own lot still has it. What is left of the bonus that
-- came with the payment goes first, and what was used of it counts as used of the payment. p_charge_minor NULL: all that is unused.
-- p_seen_minor: what had been given back of the payment when it was looked at; NULL: whatever it is. p_bank_account: paid by hand.
-- Answers: asked, repeated (this id was asked before), conflict (for something else), no_wallet, unpaid, disputed, changed (p_seen_minor is
-- no longer true), nothing_left, too_much. most_minor is what can be given back.
CREATE OR REPLACE FUNCTION ask_refund(
  p_workspace_id uuid, p_topup_id uuid, p_refund_id uuid, p_charge_minor bigint, p_seen_minor bigint, p_origin text, p_asked_by uuid,
  p_reason text, p_bank_account text, p_at timestamptz,
  OUT answer text, OUT charge_minor bigint, OUT credit_nano bigint, OUT currency text, OUT most_minor bigint
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_known refund;
  v_terms record;
  v_taken record;
  v_unused bigint;
  v_bonus bigint;
BEGIN
  PERFORM FROM wallet w WHERE w.workspace_id = p_workspace_id FOR UPDATE;
  IF NOT FOUND THEN answer := 'no_wallet'; RETURN; END IF;
  SELECT * INTO v_known FROM refund r WHERE r.workspace_id = p_workspace_id AND r.id = p_refund_id;
  IF FOUND THEN
    answer := CASE WHEN v_known.topup_id = p_topup_id AND (p_charge_minor IS NULL OR p_charge_minor = v_known.charge_minor)
      THEN 'repeated' ELSE 'conflict' END;
    charge_minor := v_known.charge_minor;
    credit_nano := v_known.credit_nano;
    currency := v_known.currency;
    RETURN;
  END IF;
  SELECT * INTO v_terms FROM paid_terms(p_workspace_id, p_topup_id);
  IF v_terms.credit_nano IS NULL THEN answer := 'unpaid'; RETURN; END IF;
  PERFORM FROM dispute d WHERE d.workspace_id = p_workspace_id AND d.topup_id = p_topup_id
    AND (d.taken_nano > 0 OR NOT starts_with(d.status, 'warning_') AND d.status NOT IN ('won', 'prevented'));
  IF FOUND THEN answer := 'disputed'; RETURN; END IF;
  SELECT * INTO v_taken FROM taken_back(p_workspace_id, p_topup_id);
  IF p_seen_minor <> v_taken.charge_minor THEN answer := 'changed'; RETURN; END IF;
  PERFORM pay_debt(p_workspace_id);
  PERFORM burn_lots(p_workspace_id);
  PERFORM expire_due_lots(p_workspace_id);
  SELECT coalesce(sum(l.remaining_nano) FILTER (WHERE l.reference = 'topup:' || p_topup_id), 0) - coalesce(sum(b.nano), 0),
    coalesce(sum(l.remaining_nano) FILTER (WHERE l.kind = 'promo'), 0)
  INTO v_unused, v_bonus
  FROM credit_lot l LEFT JOIN LATERAL (
    SELECT sum(u.amount_nano) AS nano FROM lot_burn u WHERE u.workspace_id = l.workspace_id AND u.lot_id = l.id AND l.kind = 'promo'
  ) b ON true
  WHERE l.workspace_id = p_workspace_id AND (l.reference = 'topup:' || p_topup_id OR is_bonus_of(l.kind, l.reference, p_topup_id));
  SELECT greatest(least(v_unused, w.available_nano - least(v_bonus, w.available_nano)), 0), least(v_bonus, w.available_nano)
  INTO v_unused, v_bonus FROM wallet w WHERE w.workspace_id = p_workspace_id;
  currency := v_terms.currency;
  most_minor := part_of_credit(v_terms.credit_nano, v_terms.charge_minor, v_taken.charge_minor, v_taken.credit_nano, v_unused);
  charge_minor := coalesce(p_charge_minor, most_minor);
  IF most_minor = 0 THEN answer := 'nothing_left'; RETURN; END IF;
  IF charge_minor > most_minor OR charge_minor < 1 THEN answer := 'too_much'; RETURN; END IF;
  credit_nano := credit_of_part(v_terms.credit_nano, v_terms.charge_minor, v_taken.charge_minor, v_taken.credit_nano, charge_minor);
  INSERT INTO refund (workspace_id, id, topup_id, origin, state, charge_minor, currency, credit_nano, asked_by, reason, bank_account, requested_at,
    changed_at)
  VALUES (p_workspace_id, p_refund_id, p_topup_id, p_origin, CASE WHEN p_bank_account IS NULL THEN 'requested' ELSE 'by_hand' END, charge_minor,
    currency, credit_nano, p_asked_by, p_reason, p_bank_account, p_at, p_at);
  PERFORM take_from_lots(p_workspace_id, v_bonus, 'bonus', p_topup_id, 'bonus_withdrawn', 'promo_expense', 'refund:' || p_refund_id);
  IF take_from_lots(p_workspace_id, credit_nano, 'own', p_topup_id, 'refund',
    CASE WHEN p_bank_account IS NULL THEN 'stripe_clearing' ELSE 'bank_clearing' END, 'refund:' || p_refund_id) <> credit_nano
  THEN
    RAISE EXCEPTION 'the lot of top-up % has less than was counted', p_topup_id;
  END IF;
  answer := 'asked';
END $$;
