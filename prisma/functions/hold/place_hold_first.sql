-- Places one hold in the usual case. A refusal, a wallet that needs work first (is_wallet_due) and a known id are left to place_hold_one.
CREATE OR REPLACE FUNCTION place_hold_first(
  p_workspace_id uuid, p_id uuid, p_key_id uuid, p_model_id text, p_price_version integer, p_amount_nano bigint, p_lease_id bigint,
  OUT kind text, OUT available bigint, OUT held bigint
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_now timestamptz := now();
BEGIN
  UPDATE wallet SET available_nano = available_nano - p_amount_nano, held_nano = held_nano + p_amount_nano
  WHERE workspace_id = p_workspace_id AND NOT is_wallet_due(next_expiry_at, spend_ceiling_until, v_now) AND hold_refusal(
    p_amount => p_amount_nano, p_available => available_nano, p_owed => owed_nano, p_held => held_nano, p_spent => spent_total_nano,
    p_ceiling => spend_ceiling_nano, p_is_frozen => is_frozen, p_is_questioned => is_questioned OR debt_nano > 0) IS NULL
  RETURNING 'h', available_nano, held_nano INTO kind, available, held;
  IF FOUND THEN
    -- A separate statement: it starts after the wallet was locked, so it sees what a settle with the lock wrote before.
    INSERT INTO hold (workspace_id, id, key_id, model_id, price_version, lease_id, amount_nano)
    SELECT p_workspace_id, p_id, p_key_id, p_model_id, p_price_version, p_lease_id, p_amount_nano
    WHERE NOT EXISTS (SELECT FROM usage_event WHERE workspace_id = p_workspace_id AND created_at = time_of_id(p_id) AND id = p_id)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN RETURN; END IF;
    UPDATE wallet SET available_nano = available_nano + p_amount_nano, held_nano = held_nano - p_amount_nano
    WHERE workspace_id = p_workspace_id;
  END IF;
  SELECT * INTO kind, available, held
  FROM place_hold_one(p_workspace_id, p_id, p_key_id, p_model_id, p_price_version, p_amount_nano, p_lease_id);
END $$;
