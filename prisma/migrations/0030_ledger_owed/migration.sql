-- Two more reasons for which a wallet takes no new holds, each kept apart from is_frozen (its books are broken), so that clearing one clears
-- no other. Two more answers of holds: o, what calls cost beyond the balance is not made good; q, a payment of it is under question.
ALTER TABLE wallet
  -- What calls cost beyond hold and balance since it was last cleared: holds leave as much untouched. Nobody is charged it.
  ADD COLUMN owed_nano bigint NOT NULL DEFAULT 0 CHECK (owed_nano >= 0),
  ADD COLUMN is_questioned boolean NOT NULL DEFAULT false;

-- Every way to end a call writes its event under the wallet's lock: no settle, sweep or late settle passes this by.
CREATE FUNCTION note_absorbed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE wallet SET owed_nano = owed_nano + NEW.absorbed_nano WHERE workspace_id = NEW.workspace_id;
  RETURN NULL;
END $$;
CREATE TRIGGER usage_event_absorbed AFTER INSERT ON usage_event FOR EACH ROW
  WHEN (NEW.absorbed_nano > 0) EXECUTE FUNCTION note_absorbed();

-- Money that comes in makes good as much of it, and stays the customer's.
CREATE FUNCTION make_owed_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE wallet SET owed_nano = greatest(owed_nano - NEW.amount_nano, 0) WHERE workspace_id = NEW.workspace_id AND owed_nano > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_makes_good AFTER INSERT ON ledger_entry FOR EACH ROW
  WHEN (NEW.kind = 'topup') EXECUTE FUNCTION make_owed_good();

-- The functions that place and extend holds, as they were, with the two answers.
CREATE OR REPLACE FUNCTION place_hold_first(
  p_workspace_id uuid, p_id uuid, p_key_id uuid, p_model_id text, p_price_version integer, p_amount_nano bigint, p_lease_id bigint,
  OUT kind text, OUT available bigint, OUT held bigint
) LANGUAGE plpgsql AS $$
BEGIN
  UPDATE wallet SET available_nano = available_nano - p_amount_nano, held_nano = held_nano + p_amount_nano
  WHERE workspace_id = p_workspace_id AND p_amount_nano <= available_nano - owed_nano AND NOT is_frozen AND NOT is_questioned
    AND coalesce(next_expiry_at > now(), true) AND spend_ceiling_until > now()
    AND coalesce(p_amount_nano <= spend_ceiling_nano - spent_total_nano - held_nano, true)
  RETURNING 'h', available_nano, held_nano INTO kind, available, held;
  IF FOUND THEN
    -- A statement of its own: begun after the wallet was locked, it sees what a settle wrote that held the lock before.
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

CREATE OR REPLACE FUNCTION place_wallet_holds(
  p_workspace_id uuid, p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, OUT kinds text[], OUT available bigint[], OUT held bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_count integer := cardinality(p_ids);
  v_total bigint := 0;
  v_oldest uuid;
  v_newest uuid;
  v_available bigint;
  v_held bigint;
BEGIN
  FOR n IN 1 .. v_count LOOP
    v_total := v_total + p_amounts[n];
    v_oldest := least(v_oldest, p_ids[n]);
    v_newest := greatest(v_newest, p_ids[n]);
  END LOOP;
  UPDATE wallet SET available_nano = available_nano - v_total, held_nano = held_nano + v_total
  WHERE workspace_id = p_workspace_id AND v_total <= available_nano - owed_nano AND NOT is_frozen AND NOT is_questioned
    AND coalesce(next_expiry_at > now(), true) AND spend_ceiling_until > now()
    AND coalesce(v_total <= spend_ceiling_nano - spent_total_nano - held_nano, true)
  RETURNING available_nano, held_nano INTO v_available, v_held;
  IF NOT FOUND THEN
    SELECT * INTO kinds, available, held FROM place_hold_batch(
      array_fill(p_workspace_id, ARRAY[v_count]), p_ids, p_key_ids, p_model_ids, p_price_versions, p_amounts, p_lease_id);
    RETURN;
  END IF;
  INSERT INTO hold (workspace_id, id, key_id, model_id, price_version, lease_id, amount_nano)
  SELECT p_workspace_id, p_ids[n], p_key_ids[n], p_model_ids[n], p_price_versions[n], p_lease_id, p_amounts[n]
  FROM generate_series(1, v_count) AS n;
  -- The ids of a batch are a few milliseconds apart: one look at the index instead of one for each.
  IF EXISTS (
    SELECT FROM usage_event
    WHERE workspace_id = p_workspace_id AND created_at BETWEEN time_of_id(v_oldest) AND time_of_id(v_newest) AND id = ANY (p_ids)
  ) THEN
    RAISE EXCEPTION 'an id of the batch is known' USING ERRCODE = 'RL001';
  END IF;
  kinds := array_fill('h'::text, ARRAY[v_count]);
  available := p_amounts;
  held := p_amounts;
  FOR n IN REVERSE v_count .. 1 LOOP
    available[n] := v_available;
    held[n] := v_held;
    v_available := v_available + p_amounts[n];
    v_held := v_held - p_amounts[n];
  END LOOP;
END $$;

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

CREATE OR REPLACE FUNCTION place_hold_batch(
  p_workspace_ids uuid[], p_ids uuid[], p_key_ids uuid[], p_model_ids text[], p_price_versions integer[], p_amounts bigint[],
  p_lease_id bigint, OUT kinds text[], OUT available bigint[], OUT held bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_wallet record;
  v_wallets uuid[];
  v_available bigint[];
  v_held bigint[];
  v_may_hold bigint[];
  v_is_frozen boolean[];
  v_is_questioned boolean[];
  v_owed bigint[];
  v_is_due boolean;
  v_refused integer := 0;
  v_oldest uuid;
  v_newest uuid;
  k integer;
BEGIN
  -- What is due may change the balances, which are then read again.
  FOR pass IN 1 .. 2 LOOP
    k := 0;
    v_is_due := false;
    FOR v_wallet IN
      SELECT workspace_id, available_nano, held_nano, spend_ceiling_nano - spent_total_nano AS may_hold, is_frozen, is_questioned, owed_nano,
        next_expiry_at <= now() IS TRUE OR spend_ceiling_until <= now() AS is_due
      FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE
    LOOP
      k := k + 1;
      v_wallets[k] := v_wallet.workspace_id;
      v_available[k] := v_wallet.available_nano;
      v_held[k] := v_wallet.held_nano;
      v_may_hold[k] := v_wallet.may_hold;
      v_is_frozen[k] := v_wallet.is_frozen;
      v_is_questioned[k] := v_wallet.is_questioned;
      v_owed[k] := v_wallet.owed_nano;
      v_is_due := v_is_due OR v_wallet.is_due;
    END LOOP;
    EXIT WHEN NOT v_is_due;
    PERFORM expire_due_lots(workspace_id) FROM wallet WHERE workspace_id = ANY (p_workspace_ids) AND next_expiry_at <= now();
    PERFORM renew_spend_ceiling(workspace_id) FROM wallet WHERE workspace_id = ANY (p_workspace_ids) AND spend_ceiling_until <= now();
  END LOOP;
  kinds := array_fill('h'::text, ARRAY[cardinality(p_ids)]);
  available := p_amounts;
  held := p_amounts;
  FOR n IN 1 .. cardinality(p_ids) LOOP
    v_oldest := least(v_oldest, p_ids[n]);
    v_newest := greatest(v_newest, p_ids[n]);
    k := array_position(v_wallets, p_workspace_ids[n]);
    IF k IS NULL THEN
      kinds[n] := 'n';
      available[n] := 0;
      held[n] := 0;
      v_refused := v_refused + 1;
      CONTINUE;
    END IF;
    IF v_is_frozen[k] THEN
      kinds[n] := 'f';
    ELSIF v_is_questioned[k] THEN
      kinds[n] := 'q';
    ELSIF p_amounts[n] > v_available[k] THEN
      kinds[n] := 'b';
    ELSIF p_amounts[n] > v_available[k] - v_owed[k] THEN
      kinds[n] := 'o';
    ELSIF v_held[k] + p_amounts[n] > v_may_hold[k] THEN
      kinds[n] := 'm';
    END IF;
    IF kinds[n] = 'h' THEN
      v_available[k] := v_available[k] - p_amounts[n];
      v_held[k] := v_held[k] + p_amounts[n];
    ELSE
      v_refused := v_refused + 1;
    END IF;
    available[n] := CASE WHEN kinds[n] = 'o' THEN greatest(v_available[k] - v_owed[k], 0) ELSE v_available[k] END;
    held[n] := v_held[k];
  END LOOP;
  INSERT INTO hold (workspace_id, id, key_id, model_id, price_version, lease_id, amount_nano)
  SELECT p_workspace_ids[n], p_ids[n], p_key_ids[n], p_model_ids[n], p_price_versions[n], p_lease_id, p_amounts[n]
  FROM generate_series(1, cardinality(p_ids)) AS n WHERE kinds[n] = 'h';
  IF EXISTS (
    SELECT FROM usage_event
    WHERE workspace_id = ANY (v_wallets) AND created_at BETWEEN time_of_id(v_oldest) AND time_of_id(v_newest) AND id = ANY (p_ids)
  ) OR v_refused > 0 AND EXISTS (
    SELECT FROM unnest(p_workspace_ids, p_ids, kinds) AS i (workspace_id, id, kind)
    JOIN hold h ON h.workspace_id = i.workspace_id AND h.id = i.id WHERE i.kind <> 'h'
  ) THEN
    RAISE EXCEPTION 'an id of the batch is known' USING ERRCODE = 'RL001';
  END IF;
  UPDATE wallet w SET available_nano = v_available[u], held_nano = v_held[u]
  FROM generate_series(1, cardinality(v_wallets)) AS u WHERE w.workspace_id = v_wallets[u] AND w.held_nano <> v_held[u];
END $$;

CREATE OR REPLACE FUNCTION extend_holds(
  p_workspace_ids uuid[], p_ids uuid[], p_needed bigint[], p_wanted bigint[], p_rows settle_row[], p_parts jsonb[],
  p_moves jsonb[], OUT kinds text[], OUT amounts bigint[], OUT available bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_wallet wallet;
  v_hold hold;
  v_month_left bigint;
  v_budget_left bigint;
  v_amount bigint;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = ANY (p_workspace_ids) ORDER BY workspace_id FOR UPDATE;
  PERFORM expire_due_lots(workspace_id) FROM wallet WHERE workspace_id = ANY (p_workspace_ids) AND next_expiry_at <= now();
  PERFORM renew_spend_ceiling(workspace_id) FROM wallet WHERE workspace_id = ANY (p_workspace_ids) AND spend_ceiling_until <= now();
  FOR n IN 1 .. cardinality(p_ids) LOOP
    SELECT * INTO v_wallet FROM wallet WHERE workspace_id = p_workspace_ids[n];
    SELECT * INTO v_hold FROM hold WHERE workspace_id = p_workspace_ids[n] AND id = p_ids[n] FOR UPDATE;
    amounts[n] := coalesce(v_hold.amount_nano, 0);
    available[n] := coalesce(v_wallet.available_nano, 0);
    IF v_hold.id IS NULL THEN
      kinds[n] := 'g';
      CONTINUE;
    END IF;
    v_month_left := v_wallet.spend_ceiling_nano - v_wallet.spent_total_nano - v_wallet.held_nano;
    v_budget_left := hold_budget_left(v_hold);
    -- least() passes over what has no limit.
    v_amount := least(p_wanted[n], v_hold.amount_nano + greatest(least(v_wallet.available_nano - v_wallet.owed_nano, v_month_left, v_budget_left), 0));
    IF v_hold.amount_nano >= p_needed[n] AND v_amount <= v_hold.amount_nano THEN
      kinds[n] := 'e';
    ELSIF v_wallet.is_frozen THEN
      kinds[n] := 'f';
    ELSIF v_wallet.is_questioned THEN
      kinds[n] := 'q';
    ELSIF v_amount < p_needed[n] THEN
      kinds[n] := CASE
        WHEN v_hold.amount_nano + v_wallet.available_nano < p_needed[n] THEN 'b'
        WHEN v_hold.amount_nano + v_wallet.available_nano - v_wallet.owed_nano < p_needed[n] THEN 'o'
        WHEN v_hold.amount_nano + v_month_left < p_needed[n] THEN 'm'
        ELSE 'k' END;
    ELSE
      kinds[n] := 'e';
      amounts[n] := v_amount;
      available[n] := v_wallet.available_nano - (v_amount - v_hold.amount_nano);
      IF p_needed[n] >= v_hold.checkpoint_nano THEN
        v_hold.checkpoint_nano := p_needed[n];
        v_hold.checkpoint_settle := checkpoint_of(p_rows[n], p_parts[n], p_moves[n]);
      END IF;
      UPDATE hold SET amount_nano = v_amount, checkpoint_nano = v_hold.checkpoint_nano, checkpoint_settle = v_hold.checkpoint_settle,
        checkpoint_at = now()
      WHERE workspace_id = v_hold.workspace_id AND id = v_hold.id;
      UPDATE wallet SET available_nano = available[n], held_nano = held_nano + v_amount - v_hold.amount_nano
      WHERE workspace_id = v_hold.workspace_id;
    END IF;
  END LOOP;
END $$;
