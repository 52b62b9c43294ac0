-- Writes one settle or release. Exactly one transaction deletes the hold's row; later ones read what it wrote. If the sweeper has expired
-- the hold, the call is settled late: from the balance, as a second row with what the first one lacks. p_extras are the shares of other
-- models and the skipped accounts, in the format of write_extras.
-- Answers: s settled now, r repeated (nothing written), n no wallet, c conflict (the call has ended in another way).
CREATE OR REPLACE FUNCTION settle_one(
  p_workspace_id uuid, p_id uuid, p_price bigint, p_settle text, p_extras jsonb,
  OUT kind text, OUT charge bigint, OUT absorbed bigint, OUT available bigint
) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_settle settle_row := p_settle::settle_row;
  v_first usage_event;
  v_late usage_event;
  v_price bigint := p_price;
BEGIN
  SELECT * INTO charge, available FROM settle_first(p_workspace_id, p_id, p_price, p_settle);
  IF charge IS NOT NULL THEN
    kind := 's';
    absorbed := p_price - charge;
    PERFORM write_extras(p_workspace_id, p_id, false, p_extras);
    RETURN;
  END IF;
  SELECT available_nano INTO available FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  IF NOT FOUND THEN
    kind := 'n'; charge := 0; absorbed := 0; available := 0;
    RETURN;
  END IF;
  SELECT * INTO v_first FROM usage_event
  WHERE workspace_id = p_workspace_id AND created_at = time_of_id(p_id) AND id = p_id AND NOT is_late;
  IF FOUND THEN
    SELECT * INTO v_late FROM usage_event
    WHERE workspace_id = p_workspace_id AND created_at = time_of_id(p_id) AND id = p_id AND is_late;
    IF v_late.id IS NOT NULL OR v_settle.outcome = 'released' OR v_first.outcome IN ('settled', 'released', 'settled_late') THEN
      kind := CASE WHEN is_same_settle(
        p_outcome => v_settle.outcome, p_price => p_price, p_output_tokens => v_settle.output_tokens, p_first_outcome => v_first.outcome,
        p_first_price => v_first.price_nano, p_first_output_tokens => v_first.output_tokens, p_late_price => v_late.price_nano,
        p_late_output_tokens => v_late.output_tokens) THEN 'r' ELSE 'c' END;
      charge := v_first.charge_nano + coalesce(v_late.charge_nano, 0);
      absorbed := v_first.absorbed_nano + coalesce(v_late.absorbed_nano, 0);
      RETURN;
    END IF;
    v_price := greatest(p_price - v_first.price_nano, 0);
  END IF;
  kind := 's';
  charge := charge_of(v_price, 0, available);
  absorbed := v_price - charge;
  available := available - charge;
  UPDATE wallet SET available_nano = available, spent_total_nano = spent_total_nano + charge, owed_nano = owed_nano + absorbed
  WHERE workspace_id = p_workspace_id;
  INSERT INTO usage_event SELECT * FROM usage_events_of(
    ARRAY[p_workspace_id], ARRAY[p_id], ARRAY[p_settle], ARRAY[0::bigint], ARRAY[v_price], ARRAY[charge], v_first.id IS NOT NULL,
    CASE v_settle.outcome WHEN 'settled' THEN 'settled_late' END);
  PERFORM write_extras(p_workspace_id, p_id, v_first.id IS NOT NULL, p_extras);
  charge := charge + coalesce(v_first.charge_nano, 0);
  absorbed := absorbed + coalesce(v_first.absorbed_nano, 0);
END $$;
