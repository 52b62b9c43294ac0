-- Places one hold of a key without a budget. A repeat gives the same answer and writes nothing.
-- Answers: h held, n no wallet, c conflict (the id is known with other contents, or its call has ended), and those of hold_refusal.
CREATE OR REPLACE FUNCTION place_hold_one(
  p_workspace_id uuid, p_id uuid, p_key_id uuid, p_model_id text, p_price_version integer, p_amount_nano bigint, p_lease_id bigint,
  OUT kind text, OUT available bigint, OUT held bigint
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_wallet wallet := ready_wallet(p_workspace_id);
  v_known hold;
BEGIN
  IF v_wallet.workspace_id IS NULL THEN
    kind := 'n'; available := 0; held := 0;
    RETURN;
  END IF;
  available := v_wallet.available_nano;
  held := v_wallet.held_nano;
  SELECT * INTO v_known FROM hold WHERE workspace_id = p_workspace_id AND id = p_id;
  IF FOUND THEN
    kind := CASE WHEN (v_known.key_id, v_known.model_id, v_known.price_version, v_known.amount_nano)
      = (p_key_id, p_model_id, p_price_version, p_amount_nano) THEN 'h' ELSE 'c' END;
    RETURN;
  ELSIF EXISTS (SELECT FROM usage_event WHERE workspace_id = p_workspace_id AND created_at = time_of_id(p_id) AND id = p_id) THEN
    kind := 'c';
    RETURN;
  END IF;
  kind := hold_refusal(
    p_amount => p_amount_nano, p_available => available, p_owed => v_wallet.owed_nano, p_held => held, p_spent => v_wallet.spent_total_nano,
    p_ceiling => v_wallet.spend_ceiling_nano, p_is_frozen => v_wallet.is_frozen,
    p_is_questioned => v_wallet.is_questioned OR v_wallet.debt_nano > 0);
  IF kind IS NOT NULL THEN
    available := shown_available(kind, available, v_wallet.owed_nano);
    RETURN;
  END IF;
  kind := 'h';
  available := available - p_amount_nano;
  held := held + p_amount_nano;
  INSERT INTO hold (workspace_id, id, key_id, model_id, price_version, lease_id, amount_nano)
  VALUES (p_workspace_id, p_id, p_key_id, p_model_id, p_price_version, p_lease_id, p_amount_nano);
  UPDATE wallet SET available_nano = available, held_nano = held WHERE workspace_id = p_workspace_id;
END $$;
