-- Places holds of keys with a budget for one wallet, each in the period in which its call was received. For first sends and repeats. The
-- answers are those of place_hold_one, one by one: each hold reduces the budget for the next one. Each table is written once.
CREATE OR REPLACE FUNCTION place_budget_holds(
  p_workspace_id uuid, p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, OUT kinds text[], OUT available bigint[], OUT held bigint[]
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_wallet wallet := ready_wallet(p_workspace_id);
  v_count integer := cardinality(p_ids);
  v_available bigint := v_wallet.available_nano;
  v_held bigint := v_wallet.held_nano;
  v_item record;
  v_of text;
  v_budget_left bigint;
  v_is_new boolean[];
  v_periods text[];
  v_starts timestamptz[];
BEGIN
  kinds := array_fill('n'::text, ARRAY[v_count]);
  available := array_fill(0::bigint, ARRAY[v_count]);
  held := available;
  IF v_wallet.workspace_id IS NULL THEN RETURN; END IF;
  FOR v_item IN
    SELECT i.*, k.budget_nano, k.budget_period, p.starts_at, concat_ws(' ', i.key_id, p.starts_at) AS of, c.call_id IS NULL AS is_unclaimed,
      h.id IS NOT NULL AS is_held, (h.key_id, h.model_id, h.price_version, h.amount_nano) = (i.key_id, i.model_id, i.price_version, i.amount) AS is_same,
      EXISTS (SELECT FROM usage_event e WHERE e.workspace_id = p_workspace_id AND e.created_at = time_of_id(i.id) AND e.id = i.id) AS is_ended
    FROM unnest(p_ids, p_key_ids, p_model_ids, p_price_versions, p_amounts) WITH ORDINALITY
      AS i (id, key_id, model_id, price_version, amount, n)
    LEFT JOIN hold h ON h.workspace_id = p_workspace_id AND h.id = i.id
    LEFT JOIN api_key k ON k.workspace_id = p_workspace_id AND k.id = i.key_id AND k.budget_nano IS NOT NULL
    LEFT JOIN LATERAL workspace_period(p_workspace_id, k.budget_period, time_of_id(i.id)) p ON k.id IS NOT NULL
    LEFT JOIN key_claim c ON c.workspace_id = p_workspace_id AND c.key_id = i.key_id AND c.call_id = i.id
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
    IF v_item.is_held THEN
      kinds[v_item.n] := CASE WHEN v_item.is_same THEN 'h' ELSE 'c' END;
    ELSIF v_item.is_ended THEN
      kinds[v_item.n] := 'c';
    ELSE
      kinds[v_item.n] := coalesce(hold_refusal(
        p_amount => v_item.amount, p_available => v_available, p_owed => v_wallet.owed_nano, p_held => v_held,
        p_spent => v_wallet.spent_total_nano, p_ceiling => v_wallet.spend_ceiling_nano, p_is_frozen => v_wallet.is_frozen,
        p_is_questioned => v_wallet.is_questioned OR v_wallet.debt_nano > 0, p_budget_left => v_budget_left), 'h');
      IF kinds[v_item.n] = 'h' THEN
        v_is_new[v_item.n] := true;
        v_available := v_available - v_item.amount;
        v_held := v_held + v_item.amount;
      END IF;
    END IF;
    IF kinds[v_item.n] = 'h' AND v_item.is_unclaimed THEN
      v_periods[v_item.n] := v_item.budget_period;
      v_starts[v_item.n] := v_item.starts_at;
      v_budget_left := v_budget_left - v_item.amount;
    END IF;
    available[v_item.n] := shown_available(kinds[v_item.n], v_available, v_wallet.owed_nano);
    held[v_item.n] := v_held;
  END LOOP;
  -- Includes holds that were placed before the key had a budget.
  IF v_periods IS NOT NULL THEN
    INSERT INTO key_claim (workspace_id, key_id, call_id, period, period_start)
    SELECT p_workspace_id, p_key_ids[n], p_ids[n], v_periods[n], v_starts[n]
    FROM generate_series(1, v_count) AS n WHERE v_periods[n] IS NOT NULL;
  END IF;
  IF v_is_new IS NULL THEN RETURN; END IF;
  INSERT INTO hold (workspace_id, id, key_id, model_id, price_version, lease_id, amount_nano)
  SELECT p_workspace_id, p_ids[n], p_key_ids[n], p_model_ids[n], p_price_versions[n], p_lease_id, p_amounts[n]
  FROM generate_series(1, v_count) AS n WHERE v_is_new[n];
  UPDATE wallet SET available_nano = v_available, held_nano = v_held WHERE workspace_id = p_workspace_id;
END $$;
