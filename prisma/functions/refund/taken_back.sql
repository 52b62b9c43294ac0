-- What was given back or taken back of a payment so far: refunds that did not fail, and disputes whose money the bank has.
CREATE OR REPLACE FUNCTION taken_back(p_workspace_id uuid, p_topup_id uuid, OUT charge_minor bigint, OUT credit_nano bigint)
LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(b.charge_minor), 0)::bigint, coalesce(sum(b.credit_nano), 0)::bigint FROM (
    SELECT r.charge_minor, r.credit_nano FROM refund r
    WHERE r.workspace_id = p_workspace_id AND r.topup_id = p_topup_id AND r.state NOT IN ('failed', 'canceled')
    UNION ALL
    SELECT d.charge_minor, d.taken_nano FROM dispute d
    WHERE d.workspace_id = p_workspace_id AND d.topup_id = p_topup_id AND d.taken_nano > 0
  ) b
$$;
