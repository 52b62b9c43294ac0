-- What a paid order bought and what was paid for it. NULLs if it is not paid or does not exist. It alone knows how an order stores its sums.
CREATE OR REPLACE FUNCTION paid_terms(p_workspace_id uuid, p_topup_id uuid, OUT credit_nano bigint, OUT charge_minor bigint, OUT currency text)
LANGUAGE sql STABLE AS $$
  SELECT t.amount_cents * 10000000::bigint, coalesce(t.charge_minor, t.amount_cents)::bigint, t.currency FROM topup t
  WHERE t.workspace_id = p_workspace_id AND t.id = p_topup_id AND t.state = 'paid'
$$;
