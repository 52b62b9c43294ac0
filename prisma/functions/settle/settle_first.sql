-- Writes one settle or release of an existing hold. If there is no hold, it changes nothing and returns NULL.
CREATE OR REPLACE FUNCTION settle_first(
  p_workspace_id uuid, p_id uuid, p_price bigint, p_settle text, OUT charge bigint, OUT available bigint
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_hold bigint;
BEGIN
  SELECT available_nano INTO available FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  DELETE FROM hold WHERE workspace_id = p_workspace_id AND id = p_id RETURNING amount_nano INTO v_hold;
  IF v_hold IS NULL THEN
    available := NULL;
    RETURN;
  END IF;
  charge := charge_of(p_price, v_hold, available);
  available := available + v_hold - charge;
  UPDATE wallet SET available_nano = available, held_nano = held_nano - v_hold, spent_total_nano = spent_total_nano + charge,
    owed_nano = owed_nano + p_price - charge
  WHERE workspace_id = p_workspace_id;
  INSERT INTO usage_event SELECT * FROM usage_events_of(
    ARRAY[p_workspace_id], ARRAY[p_id], ARRAY[p_settle], ARRAY[v_hold], ARRAY[p_price], ARRAY[charge]);
END $$;
