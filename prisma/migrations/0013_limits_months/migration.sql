-- The monthly cap is one number on the wallet, below which spent and held money together must stay. It holds at most a
-- minute, and is then made again from the workspace's tier: what an admin edits counts within that time, a top-up at once.
ALTER TABLE wallet
  ADD COLUMN month_start_spent_nano bigint NOT NULL DEFAULT 0,
  ADD COLUMN month_ends_at timestamptz(3),
  -- NULL is no cap.
  ADD COLUMN spend_ceiling_nano bigint,
  ADD COLUMN spend_ceiling_until timestamptz(3) NOT NULL DEFAULT '-infinity';

-- A charge counts in the month in which it is settled, by the workspace's calendar. The caller holds the wallet's lock.
CREATE FUNCTION renew_spend_ceiling(p_workspace_id uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_ceiling bigint;
BEGIN
  UPDATE wallet SET month_start_spent_nano = spent_total_nano,
    month_ends_at = (SELECT p.ends_at FROM workspace w, spend_period('month', now(), w.time_zone) p WHERE w.id = p_workspace_id)
  WHERE workspace_id = p_workspace_id AND (month_ends_at IS NULL OR month_ends_at <= now());
  UPDATE wallet SET spend_ceiling_nano = month_start_spent_nano + (usage_tier_of(p_workspace_id)).month_cap_nano,
    spend_ceiling_until = least(month_ends_at, now() + interval '1 minute')
  WHERE workspace_id = p_workspace_id RETURNING spend_ceiling_nano INTO v_ceiling;
  RETURN v_ceiling;
END $$;

-- Whoever tops up to get a higher cap has it with the next call. Every writer of entries holds the wallet's lock.
CREATE FUNCTION lapse_spend_ceiling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE wallet SET spend_ceiling_until = '-infinity' WHERE workspace_id = NEW.workspace_id;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_moves_tier AFTER INSERT ON ledger_entry FOR EACH ROW
  WHEN (NEW.kind IN ('topup', 'refund', 'refund_reversal', 'dispute', 'dispute_reversal')) EXECUTE FUNCTION lapse_spend_ceiling();

-- The two functions that place holds, as they were, with one more answer: m, the monthly cap is reached.
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
  ELSIF p_amount_nano > available THEN
    kind := 'b';
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

CREATE OR REPLACE FUNCTION place_hold_batch(
  p_workspace_ids uuid[], p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, OUT kinds text[], OUT available bigint[], OUT held bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_is_due boolean;
  v_is_renewed boolean;
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
  SELECT bool_or(next_expiry_at <= now()), bool_or(spend_ceiling_until <= now()) INTO v_is_due, v_is_renewed FROM (
    SELECT next_expiry_at, spend_ceiling_until FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE
  ) locked;
  IF v_is_due THEN
    PERFORM expire_due_lots(workspace_id) FROM wallet WHERE workspace_id = ANY (p_workspace_ids) AND next_expiry_at <= now();
  END IF;
  IF v_is_renewed THEN
    PERFORM renew_spend_ceiling(workspace_id) FROM wallet WHERE workspace_id = ANY (p_workspace_ids) AND spend_ceiling_until <= now();
  END IF;
  FOR v_item IN
    SELECT i.workspace_id, i.amount, i.n::integer AS n, w.available_nano, w.held_nano, w.is_frozen,
      w.spend_ceiling_nano - w.spent_total_nano AS may_hold
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
    ELSIF v_held + v_item.amount > v_item.may_hold THEN
      kinds[v_item.n] := 'm';
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
    JOIN hold h ON h.workspace_id = i.workspace_id AND h.id = i.id WHERE i.kind IN ('b', 'f', 'm')
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
