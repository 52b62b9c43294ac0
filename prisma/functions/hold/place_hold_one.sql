-- One hold. Sent again, it gives the same answer and writes nothing.
-- Answers: h held, n no wallet, c conflict (the id is known with other contents, or its call has ended), f frozen, q a payment is
-- under question, b balance too small, o it covers the hold but not what calls cost beyond it before, m monthly cap.
CREATE OR REPLACE FUNCTION place_hold_one(
  p_workspace_id uuid, p_id uuid, p_key_id uuid, p_model_id text, p_price_version integer, p_amount_nano bigint, p_lease_id bigint,
  OUT kind text, OUT available bigint, OUT held bigint
) LANGUAGE plpgsql AS $$
DECLARE
  v_wallet wallet;
  v_known hold;
BEGIN
  SELECT * INTO v_wallet FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  IF NOT FOUND THEN
    kind := 'n'; available := 0; held := 0;
    RETURN;
  END IF;
  IF v_wallet.next_expiry_at <= now() THEN
    v_wallet.available_nano := v_wallet.available_nano - expire_due_lots(p_workspace_id);
  END IF;
  IF v_wallet.spend_ceiling_until <= now() THEN
    v_wallet.spend_ceiling_nano := renew_spend_ceiling(p_workspace_id);
  END IF;
  available := v_wallet.available_nano;
  held := v_wallet.held_nano;
  SELECT * INTO v_known FROM hold WHERE workspace_id = p_workspace_id AND id = p_id;
  IF FOUND THEN
    kind := CASE WHEN (v_known.key_id, v_known.model_id, v_known.price_version, v_known.amount_nano)
      = (p_key_id, p_model_id, p_price_version, p_amount_nano) THEN 'h' ELSE 'c' END;
  ELSIF EXISTS (SELECT FROM usage_event WHERE workspace_id = p_workspace_id AND created_at = time_of_id(p_id) AND id = p_id) THEN
    kind := 'c';
  ELSIF v_wallet.is_frozen THEN
    kind := 'f';
  ELSIF v_wallet.is_questioned THEN
    kind := 'q';
  ELSIF p_amount_nano > available THEN
    kind := 'b';
  ELSIF p_amount_nano > available - v_wallet.owed_nano THEN
    kind := 'o';
    available := greatest(available - v_wallet.owed_nano, 0);
  ELSIF v_wallet.spent_total_nano + held + p_amount_nano > v_wallet.spend_ceiling_nano THEN
    kind := 'm';
  ELSE
    kind := 'h';
    available := available - p_amount_nano;
    held := held + p_amount_nano;
    INSERT INTO hold (workspace_id, id, key_id, model_id, price_version, lease_id, amount_nano)
    VALUES (p_workspace_id, p_id, p_key_id, p_model_id, p_price_version, p_lease_id, p_amount_nano);
    UPDATE wallet SET available_nano = available, held_nano = held WHERE workspace_id = p_workspace_id;
  END IF;
END $$;
