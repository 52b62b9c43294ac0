-- One hold. Sent again, it gives the same answer and writes nothing.
CREATE FUNCTION place_hold_one(
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
  ELSIF p_amount_nano > available THEN
    kind := 'b';
  ELSE
    kind := 'h';
    available := available - p_amount_nano;
    held := held + p_amount_nano;
    INSERT INTO hold (workspace_id, id, key_id, model_id, price_version, lease_id, amount_nano)
    VALUES (p_workspace_id, p_id, p_key_id, p_model_id, p_price_version, p_lease_id, p_amount_nano);
    UPDATE wallet SET available_nano = available, held_nano = held WHERE workspace_id = p_workspace_id;
  END IF;
END $$;

-- Many holds, with the answers that the same calls one by one would get: a refused big one does not stop a smaller later
-- one. For first sends only: an id that is known raises unique_violation or RL001, and the batch is then sent as repeats.
CREATE FUNCTION place_hold_batch(
  p_workspace_ids uuid[], p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, OUT kinds text[], OUT available bigint[], OUT held bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_is_due boolean;
  v_item record;
  v_wallet uuid;
  v_available bigint;
  v_held bigint;
  v_is_frozen boolean;
  v_touched uuid[] := '{}';
  v_touched_available bigint[] := '{}';
  v_touched_held bigint[] := '{}';
BEGIN
  kinds := array_fill(NULL::text, ARRAY[cardinality(p_ids)]);
  available := array_fill(0::bigint, ARRAY[cardinality(p_ids)]);
  held := available;
  SELECT bool_or(next_expiry_at <= now()) INTO v_is_due FROM (
    SELECT next_expiry_at FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE
  ) locked;
  IF v_is_due THEN
    PERFORM expire_due_lots(workspace_id) FROM wallet WHERE workspace_id = ANY (p_workspace_ids) AND next_expiry_at <= now();
  END IF;
  FOR v_item IN
    SELECT i.workspace_id, i.amount, i.n::integer AS n, w.available_nano, w.held_nano, w.is_frozen
    FROM unnest(p_workspace_ids, p_amounts) WITH ORDINALITY AS i (workspace_id, amount, n)
    LEFT JOIN wallet w ON w.workspace_id = i.workspace_id
    ORDER BY i.workspace_id, i.n
  LOOP
    IF v_item.workspace_id IS DISTINCT FROM v_wallet THEN
      IF v_held IS NOT NULL THEN
        v_touched := v_touched || v_wallet;
        v_touched_available := v_touched_available || v_available;
        v_touched_held := v_touched_held || v_held;
      END IF;
      v_wallet := v_item.workspace_id;
      v_available := v_item.available_nano;
      v_held := v_item.held_nano;
      v_is_frozen := v_item.is_frozen;
    END IF;
    IF v_held IS NULL THEN
      kinds[v_item.n] := 'n';
    ELSIF v_is_frozen THEN
      kinds[v_item.n] := 'f';
    ELSIF v_item.amount > v_available THEN
      kinds[v_item.n] := 'b';
    ELSE
      kinds[v_item.n] := 'h';
      v_available := v_available - v_item.amount;
      v_held := v_held + v_item.amount;
    END IF;
    available[v_item.n] := coalesce(v_available, 0);
    held[v_item.n] := coalesce(v_held, 0);
  END LOOP;
  IF v_held IS NOT NULL THEN
    v_touched := v_touched || v_wallet;
    v_touched_available := v_touched_available || v_available;
    v_touched_held := v_touched_held || v_held;
  END IF;
  INSERT INTO hold (workspace_id, id, key_id, model_id, price_version, lease_id, amount_nano)
  SELECT i.workspace_id, i.id, i.key_id, i.model_id, i.price_version, p_lease_id, i.amount
  FROM unnest(p_workspace_ids, p_ids, p_key_ids, p_model_ids, p_price_versions, p_amounts, kinds)
    AS i (workspace_id, id, key_id, model_id, price_version, amount, kind)
  WHERE i.kind = 'h';
  IF EXISTS (
    SELECT FROM unnest(p_workspace_ids, p_ids, kinds) AS i (workspace_id, id, kind)
    JOIN hold h ON h.workspace_id = i.workspace_id AND h.id = i.id WHERE i.kind IN ('b', 'f')
  ) OR EXISTS (
    SELECT FROM unnest(p_workspace_ids, p_ids) AS i (workspace_id, id)
    JOIN usage_event e ON e.workspace_id = i.workspace_id AND e.created_at = time_of_id(i.id) AND e.id = i.id
  ) THEN
    RAISE EXCEPTION 'an id of the batch is known' USING ERRCODE = 'RL001';
  END IF;
  UPDATE wallet w SET available_nano = t.available, held_nano = t.held
  FROM unnest(v_touched, v_touched_available, v_touched_held) AS t (workspace_id, available, held)
  WHERE w.workspace_id = t.workspace_id AND w.held_nano <> t.held;
END $$;

-- Many holds of which some may have been placed already: one by one, in the order given.
CREATE FUNCTION place_hold_repeats(
  p_workspace_ids uuid[], p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, OUT kinds text[], OUT available bigint[], OUT held bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_answer record;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE;
  FOR n IN 1 .. cardinality(p_ids) LOOP
    v_answer := place_hold_one(p_workspace_ids[n], p_ids[n], p_key_ids[n], p_model_ids[n], p_price_versions[n], p_amounts[n], p_lease_id);
    kinds[n] := v_answer.kind;
    available[n] := v_answer.available;
    held[n] := v_answer.held;
  END LOOP;
END $$;

-- What each open call has cost so far: should its process die, the sweeper charges this. A hold that is being settled is skipped.
CREATE FUNCTION checkpoint_holds(p_workspace_ids uuid[], p_ids uuid[], p_amounts bigint[]) RETURNS void LANGUAGE sql AS $$
  WITH open AS (
    SELECT h.workspace_id, h.id, i.amount
    FROM unnest(p_workspace_ids, p_ids, p_amounts) AS i (workspace_id, id, amount)
    JOIN hold h ON h.workspace_id = i.workspace_id AND h.id = i.id
    FOR UPDATE OF h SKIP LOCKED
  )
  UPDATE hold h SET checkpoint_nano = greatest(h.checkpoint_nano, open.amount), checkpoint_at = now()
  FROM open WHERE h.workspace_id = open.workspace_id AND h.id = open.id
$$;
