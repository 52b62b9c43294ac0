-- Holds of one wallet by keys with a budget, each in the period in which its call was received. First sends and repeats alike. The answers
-- are those of place_hold_one.
CREATE OR REPLACE FUNCTION place_budget_holds(
  p_workspace_id uuid, p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, OUT kinds text[], OUT available bigint[], OUT held bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_item record;
  v_answer record;
  v_of text;
  v_budget_left bigint;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  FOR v_item IN
    SELECT i.*, k.budget_nano, k.budget_period, p.starts_at, concat_ws(' ', i.key_id, p.starts_at) AS of
    FROM unnest(p_ids, p_key_ids, p_model_ids, p_price_versions, p_amounts) WITH ORDINALITY
      AS i (id, key_id, model_id, price_version, amount, n)
    LEFT JOIN api_key k ON k.workspace_id = p_workspace_id AND k.id = i.key_id AND k.budget_nano IS NOT NULL
    LEFT JOIN LATERAL workspace_period(p_workspace_id, k.budget_period, time_of_id(i.id)) p ON k.id IS NOT NULL
    ORDER BY i.key_id, p.starts_at, i.n
  LOOP
    IF v_of IS DISTINCT FROM v_item.of THEN
      v_of := v_item.of;
      v_budget_left := NULL;
      IF v_item.budget_nano IS NOT NULL THEN
        PERFORM fold_key_claims(p_workspace_id, v_item.key_id);
        v_budget_left := v_item.budget_nano - (
          SELECT s.spent + s.held FROM key_spend(p_workspace_id, v_item.key_id, v_item.budget_period, v_item.starts_at) s);
      END IF;
    END IF;
    v_answer := place_hold_one(
      p_workspace_id, v_item.id, v_item.key_id, v_item.model_id, v_item.price_version, v_item.amount, p_lease_id, v_budget_left);
    IF v_answer.kind = 'h' AND v_item.budget_nano IS NOT NULL THEN
      INSERT INTO key_claim (workspace_id, key_id, call_id, period, period_start)
      VALUES (p_workspace_id, v_item.key_id, v_item.id, v_item.budget_period, v_item.starts_at) ON CONFLICT DO NOTHING;
      IF FOUND THEN v_budget_left := v_budget_left - v_item.amount; END IF;
    END IF;
    kinds[v_item.n] := v_answer.kind;
    available[v_item.n] := v_answer.available;
    held[v_item.n] := v_answer.held;
  END LOOP;
END $$;
