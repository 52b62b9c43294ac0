-- Places holds of keys with a budget for several wallets: calls place_budget_holds for one wallet after the other.
CREATE OR REPLACE FUNCTION place_budget_batch(
  p_workspace_ids uuid[], p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, OUT kinds text[], OUT available bigint[], OUT held bigint[]
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_item record;
  v_answer record;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE;
  FOR v_item IN
    SELECT i.workspace_id, array_agg(i.n ORDER BY i.n) AS places, array_agg(i.id ORDER BY i.n) AS ids, array_agg(i.key_id ORDER BY i.n) AS key_ids,
      array_agg(i.model_id ORDER BY i.n) AS model_ids, array_agg(i.price_version ORDER BY i.n) AS price_versions,
      array_agg(i.amount ORDER BY i.n) AS amounts
    FROM unnest(p_workspace_ids, p_ids, p_key_ids, p_model_ids, p_price_versions, p_amounts) WITH ORDINALITY
      AS i (workspace_id, id, key_id, model_id, price_version, amount, n)
    GROUP BY i.workspace_id ORDER BY i.workspace_id
  LOOP
    v_answer := place_budget_holds(
      v_item.workspace_id, v_item.ids, v_item.key_ids, v_item.model_ids, v_item.price_versions, v_item.amounts, p_lease_id);
    FOR n IN 1 .. cardinality(v_item.places) LOOP
      kinds[v_item.places[n]] := v_answer.kinds[n];
      available[v_item.places[n]] := v_answer.available[n];
      held[v_item.places[n]] := v_answer.held[n];
    END LOOP;
  END LOOP;
END $$;
