-- Holds for all requests of a batch or for none. The answers are those of place_hold_one; a refusal writes nothing. The ids must be new.
-- It reads and changes the wallet once: single holds would change its row ten thousand times.
CREATE OR REPLACE FUNCTION place_batch_holds(
  p_workspace_id uuid, p_key_id uuid, p_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[], p_lease_id bigint,
  OUT kind text, OUT available bigint, OUT held bigint
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_wallet wallet := ready_wallet(p_workspace_id);
  v_total bigint := (SELECT sum(amount) FROM unnest(p_amounts) AS amount);
  v_budget bigint;
  v_period text;
  v_starts_at timestamptz;
  v_budget_left bigint;
BEGIN
  IF v_wallet.workspace_id IS NULL THEN
    kind := 'n'; available := 0; held := 0;
    RETURN;
  END IF;
  SELECT k.budget_nano, k.budget_period, p.starts_at INTO v_budget, v_period, v_starts_at
  FROM api_key k, LATERAL workspace_period(k.workspace_id, k.budget_period, time_of_id(p_ids[1])) p
  WHERE k.workspace_id = p_workspace_id AND k.id = p_key_id AND k.budget_nano IS NOT NULL;
  IF v_budget IS NOT NULL THEN
    PERFORM fold_key_claims(p_workspace_id, p_key_id);
    v_budget_left := v_budget - (SELECT s.spent + s.held FROM key_spend(p_workspace_id, p_key_id, v_period, v_starts_at) s);
  END IF;
  available := v_wallet.available_nano;
  held := v_wallet.held_nano;
  kind := hold_refusal(
    p_amount => v_total, p_available => available, p_owed => v_wallet.owed_nano, p_held => held, p_spent => v_wallet.spent_total_nano,
    p_ceiling => v_wallet.spend_ceiling_nano, p_is_frozen => v_wallet.is_frozen,
    p_is_questioned => v_wallet.is_questioned OR v_wallet.debt_nano > 0,
    p_budget_left => v_budget_left);
  IF kind IS NOT NULL THEN
    available := shown_available(kind, available, v_wallet.owed_nano);
    RETURN;
  END IF;
  kind := 'h';
  available := available - v_total;
  held := held + v_total;
  INSERT INTO hold (workspace_id, id, key_id, model_id, price_version, lease_id, amount_nano)
  SELECT p_workspace_id, i.id, p_key_id, i.model_id, i.price_version, p_lease_id, i.amount
  FROM unnest(p_ids, p_model_ids, p_price_versions, p_amounts) AS i (id, model_id, price_version, amount);
  IF v_budget IS NOT NULL THEN
    INSERT INTO key_claim (workspace_id, key_id, call_id, period, period_start)
    SELECT p_workspace_id, p_key_id, id, v_period, v_starts_at FROM unnest(p_ids) AS id;
  END IF;
  UPDATE wallet SET available_nano = available, held_nano = held WHERE workspace_id = p_workspace_id;
END $$;
