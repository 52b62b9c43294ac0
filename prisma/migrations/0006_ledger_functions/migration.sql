-- Every function here locks the wallet before it touches a hold, a lot or an event of that wallet, and several wallets
-- in ascending order. So what happens to one wallet is serial, and no two of them can wait for each other.
--
-- Answers are one letter, since the batch functions return one string for all items:
-- holds:   h held, b balance too small, f frozen, n no wallet, c conflict (the id is known with other contents, or finished)
-- settles: s settled now, r repeated (nothing written), n no wallet, c conflict

-- Postgres 18 brings both; older servers get the same in SQL.
DO $do$
BEGIN
  IF current_setting('server_version_num')::integer >= 180000 THEN
    CREATE FUNCTION time_of_id(p_id uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
      AS 'SELECT uuid_extract_timestamp(p_id)';
    CREATE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE AS 'SELECT uuidv7()';
  ELSE
    CREATE FUNCTION time_of_id(p_id uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT to_timestamp(0) + ('x0000' || left(replace(p_id::text, '-', ''), 12))::bit(64)::bigint * interval '1 millisecond' $$;
    CREATE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
      SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
              || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid $$;
  END IF;
END $do$;

-- Takes what was spent since the last time out of the lots, in burn order. The caller holds the wallet's lock.
CREATE FUNCTION burn_lots(p_workspace_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_left bigint;
  v_take bigint;
  v_lot record;
BEGIN
  SELECT spent_total_nano - burned_total_nano INTO v_left FROM wallet WHERE workspace_id = p_workspace_id;
  IF v_left IS NULL OR v_left = 0 THEN RETURN; END IF;
  FOR v_lot IN
    SELECT id, remaining_nano FROM credit_lot WHERE workspace_id = p_workspace_id AND remaining_nano > 0
    ORDER BY priority, expires_at, id
  LOOP
    EXIT WHEN v_left = 0;
    v_take := least(v_lot.remaining_nano, v_left);
    UPDATE credit_lot SET remaining_nano = remaining_nano - v_take WHERE workspace_id = p_workspace_id AND id = v_lot.id;
    INSERT INTO lot_burn (workspace_id, lot_id, amount_nano) VALUES (p_workspace_id, v_lot.id, v_take);
    v_left := v_left - v_take;
  END LOOP;
  UPDATE wallet SET burned_total_nano = spent_total_nano - v_left WHERE workspace_id = p_workspace_id;
END $$;

-- Expires what is due of one wallet. Kept alive is the part that holds placed before the expiry may still burn; newer
-- holds protect nothing. What is kept expires at a later pass, when those calls have ended.
CREATE FUNCTION expire_due_lots(p_workspace_id uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_wallet wallet;
  v_lot credit_lot;
  v_before bigint := 0;
  v_held_before bigint;
  v_expired bigint;
  v_total bigint := 0;
BEGIN
  SELECT * INTO v_wallet FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  IF v_wallet.next_expiry_at IS NULL OR v_wallet.next_expiry_at > now() THEN RETURN 0; END IF;
  PERFORM burn_lots(p_workspace_id);
  FOR v_lot IN
    SELECT * FROM credit_lot WHERE workspace_id = p_workspace_id AND remaining_nano > 0 ORDER BY priority, expires_at, id
  LOOP
    v_expired := 0;
    IF v_lot.expires_at <= now() THEN
      SELECT coalesce(sum(amount_nano), 0) INTO v_held_before FROM hold
      WHERE workspace_id = p_workspace_id AND created_at < v_lot.expires_at;
      v_expired := least(
        v_lot.remaining_nano - least(v_lot.remaining_nano, greatest(v_held_before - v_before, 0)),
        v_wallet.available_nano - v_total);
      UPDATE credit_lot SET remaining_nano = remaining_nano - v_expired, protected_nano = remaining_nano - v_expired
      WHERE workspace_id = p_workspace_id AND id = v_lot.id;
      IF v_expired > 0 THEN
        -- What remains only shrinks, so each pass over a lot has a reference of its own.
        INSERT INTO ledger_entry (workspace_id, id, kind, amount_nano, contra, reference, lot_id)
        VALUES (p_workspace_id, new_id(), 'expiry', -v_expired, 'breakage',
                'expiry:' || v_lot.id || ':' || (v_lot.remaining_nano - v_expired), v_lot.id);
        v_total := v_total + v_expired;
      END IF;
    END IF;
    v_before := v_before + v_lot.remaining_nano - v_expired;
  END LOOP;
  UPDATE wallet SET available_nano = available_nano - v_total,
    next_expiry_at = (SELECT min(expires_at) FROM credit_lot WHERE workspace_id = p_workspace_id AND remaining_nano > 0)
  WHERE workspace_id = p_workspace_id;
  RETURN v_total;
END $$;

-- Adds credit with its own origin and expiry. Debt is paid out of it first. Answers granted, already_granted, conflict or no_wallet.
CREATE FUNCTION grant_lot(
  p_workspace_id uuid, p_kind text, p_priority integer, p_entry_kind text, p_amount_nano bigint, p_contra text, p_reference text,
  p_expires_at timestamptz, p_actor_user_id uuid, p_note text
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_wallet wallet;
  v_known record;
  v_lot_id uuid := new_id();
  v_debt_paid bigint;
BEGIN
  SELECT * INTO v_wallet FROM wallet WHERE workspace_id = p_workspace_id FOR UPDATE;
  IF NOT FOUND THEN RETURN 'no_wallet'; END IF;
  INSERT INTO ledger_entry (workspace_id, id, kind, amount_nano, contra, reference, lot_id, actor_user_id, note)
  VALUES (p_workspace_id, new_id(), p_entry_kind, p_amount_nano, p_contra, p_reference, v_lot_id, p_actor_user_id, p_note)
  ON CONFLICT (reference) DO NOTHING;
  IF NOT FOUND THEN
    SELECT e.workspace_id, e.kind, e.amount_nano, e.contra, l.kind AS lot_kind INTO v_known
    FROM ledger_entry e LEFT JOIN credit_lot l ON l.workspace_id = e.workspace_id AND l.id = e.lot_id
    WHERE e.reference = p_reference;
    RETURN CASE WHEN v_known IS NOT DISTINCT FROM (p_workspace_id, p_entry_kind, p_amount_nano, p_contra, p_kind)
      THEN 'already_granted' ELSE 'conflict' END;
  END IF;
  -- A lot may only join after everything spent before it has been taken from the older ones.
  PERFORM burn_lots(p_workspace_id);
  PERFORM expire_due_lots(p_workspace_id);
  v_debt_paid := least(v_wallet.debt_nano, p_amount_nano);
  INSERT INTO credit_lot (workspace_id, id, kind, priority, granted_nano, remaining_nano, expires_at, reference)
  VALUES (p_workspace_id, v_lot_id, p_kind, p_priority, p_amount_nano, p_amount_nano - v_debt_paid, p_expires_at, p_reference);
  IF v_debt_paid > 0 THEN
    INSERT INTO ledger_entry (workspace_id, id, kind, amount_nano, contra, reference, lot_id)
    VALUES (p_workspace_id, new_id(), 'debt_paid', -v_debt_paid, 'debt', 'debt_paid:' || v_lot_id, v_lot_id);
  END IF;
  UPDATE wallet SET available_nano = available_nano + p_amount_nano - v_debt_paid, debt_nano = debt_nano - v_debt_paid,
    next_expiry_at = CASE WHEN p_amount_nano > v_debt_paid THEN least(next_expiry_at, p_expires_at) ELSE next_expiry_at END
  WHERE workspace_id = p_workspace_id;
  RETURN 'granted';
END $$;
