-- Holds of keys with a budget, each in the period in which its call was received. First sends and repeats alike. A call
-- that would exceed the budget is answered k, and nothing is written for it.
CREATE OR REPLACE FUNCTION place_budget_holds(
  p_workspace_ids uuid[], p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, OUT kinds text[], OUT available bigint[], OUT held bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_item record;
  v_answer record;
  v_of text;
  v_used bigint;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE;
  FOR v_item IN
    SELECT i.*, k.budget_nano, k.budget_period, p.starts_at,
      concat_ws(' ', i.workspace_id, i.key_id, p.starts_at) AS of
    FROM unnest(p_workspace_ids, p_ids, p_key_ids, p_model_ids, p_price_versions, p_amounts) WITH ORDINALITY
      AS i (workspace_id, id, key_id, model_id, price_version, amount, n)
    LEFT JOIN api_key k ON k.workspace_id = i.workspace_id AND k.id = i.key_id AND k.budget_nano IS NOT NULL
    LEFT JOIN LATERAL workspace_period(i.workspace_id, k.budget_period, time_of_id(i.id)) p ON k.id IS NOT NULL
    ORDER BY i.workspace_id, i.key_id, p.starts_at, i.n
  LOOP
    IF v_item.budget_nano IS NOT NULL AND v_of IS DISTINCT FROM v_item.of THEN
      v_of := v_item.of;
      PERFORM fold_key_claims(v_item.workspace_id, v_item.key_id);
      SELECT s.spent + s.held INTO v_used FROM key_spend(v_item.workspace_id, v_item.key_id, v_item.budget_period, v_item.starts_at) s;
    END IF;
    IF v_used + v_item.amount > v_item.budget_nano AND NOT EXISTS (
      SELECT FROM key_claim WHERE workspace_id = v_item.workspace_id AND key_id = v_item.key_id AND call_id = v_item.id
    ) THEN
      SELECT 'k' AS kind, w.available_nano AS available, w.held_nano AS held INTO v_answer
      FROM wallet w WHERE w.workspace_id = v_item.workspace_id;
    ELSE
      v_answer := place_hold_one(v_item.workspace_id, v_item.id, v_item.key_id, v_item.model_id, v_item.price_version, v_item.amount, p_lease_id);
    END IF;
    IF v_answer.kind = 'h' AND v_item.budget_nano IS NOT NULL THEN
      INSERT INTO key_claim (workspace_id, key_id, call_id, period, period_start)
      VALUES (v_item.workspace_id, v_item.key_id, v_item.id, v_item.budget_period, v_item.starts_at) ON CONFLICT DO NOTHING;
      IF FOUND THEN v_used := v_used + v_item.amount; END IF;
    END IF;
    kinds[v_item.n] := v_answer.kind;
    available[v_item.n] := coalesce(v_answer.available, 0);
    held[v_item.n] := coalesce(v_answer.held, 0);
  END LOOP;
END $$;
