-- Ends the holds of processes whose lease has lapsed: the last checkpoint is charged, the rest goes back. Answers how many.
CREATE FUNCTION sweep_holds(p_limit integer, p_max_age interval) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_workspace_id uuid;
  v_wallet wallet;
  v_hold hold;
  v_charge bigint;
  v_count integer := 0;
BEGIN
  FOR v_workspace_id IN
    SELECT DISTINCT workspace_id FROM (SELECT workspace_id FROM hold h WHERE is_dead_hold(h, p_max_age) LIMIT p_limit) dead ORDER BY 1
  LOOP
    SELECT * INTO v_wallet FROM wallet WHERE workspace_id = v_workspace_id FOR UPDATE;
    -- The oldest call first: where the balance does not cover all checkpoints, who is absorbed must not hang on the heap's order.
    FOR v_hold IN
      WITH dead AS (DELETE FROM hold h WHERE workspace_id = v_workspace_id AND is_dead_hold(h, p_max_age) RETURNING *)
      SELECT * FROM dead ORDER BY id
    LOOP
      v_charge := least(v_hold.checkpoint_nano, v_hold.amount_nano + v_wallet.available_nano);
      IF EXISTS (SELECT FROM usage_event
                 WHERE workspace_id = v_workspace_id AND created_at = time_of_id(v_hold.id) AND id = v_hold.id) THEN
        v_charge := 0;
      ELSE
        INSERT INTO usage_event (
          workspace_id, created_at, id, key_id, model_id, price_version, outcome, reason, endpoint, is_stream, http_status,
          input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, web_searches, modifiers,
          is_estimated, hold_nano, price_nano, charge_nano, absorbed_nano, total_ms
        ) VALUES (
          v_workspace_id, time_of_id(v_hold.id), v_hold.id, v_hold.key_id, v_hold.model_id, v_hold.price_version,
          CASE WHEN v_hold.checkpoint_nano > 0 THEN 'settled_partial' ELSE 'expired' END, 'process_lost', 'unknown', false, 0,
          0, 0, 0, 0, 0, 0, '{}', v_hold.checkpoint_nano > 0, v_hold.amount_nano, v_hold.checkpoint_nano, v_charge,
          v_hold.checkpoint_nano - v_charge, 0
        );
      END IF;
      v_wallet.available_nano := v_wallet.available_nano + v_hold.amount_nano - v_charge;
      UPDATE wallet SET available_nano = v_wallet.available_nano, held_nano = held_nano - v_hold.amount_nano,
        spent_total_nano = spent_total_nano + v_charge
      WHERE workspace_id = v_workspace_id;
      v_count := v_count + 1;
    END LOOP;
  END LOOP;
  DELETE FROM worker_lease l WHERE expires_at < now() - interval '1 hour' AND NOT EXISTS (SELECT FROM hold WHERE lease_id = l.id);
  RETURN v_count;
END $$;

-- A hold whose process has stopped renewing its lease, or that is older than any call may be.
CREATE FUNCTION is_dead_hold(p_hold hold, p_max_age interval) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT p_hold.created_at < now() - p_max_age
    OR NOT EXISTS (SELECT FROM worker_lease WHERE id = p_hold.lease_id AND expires_at > now())
$$;

-- Expires the lots that are due, of at most p_limit wallets. Answers how much went.
CREATE FUNCTION sweep_lots(p_limit integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_workspace_id uuid;
  v_total bigint := 0;
BEGIN
  FOR v_workspace_id IN
    SELECT DISTINCT workspace_id FROM (
      SELECT workspace_id FROM credit_lot WHERE remaining_nano > 0 AND expires_at <= now() ORDER BY expires_at DESC LIMIT p_limit
    ) due ORDER BY 1
  LOOP
    v_total := v_total + expire_due_lots(v_workspace_id);
  END LOOP;
  RETURN v_total;
END $$;

-- Makes the daily partitions from today on, and answers how many were missing. A day of which rows already lie in the
-- default partition stays there: written rows are not moved.
CREATE FUNCTION ensure_usage_partitions(p_days integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_day timestamptz;
  v_name text;
  v_count integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('ensure_usage_partitions'));
  FOR n IN 0 .. p_days LOOP
    v_day := date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + n * interval '24 hours';
    v_name := 'usage_event_' || to_char(v_day AT TIME ZONE 'UTC', 'YYYYMMDD');
    IF to_regclass(v_name) IS NULL AND NOT EXISTS (
      SELECT FROM usage_event_default WHERE created_at >= v_day AND created_at < v_day + interval '24 hours'
    ) THEN
      EXECUTE format('CREATE TABLE %I (LIKE usage_event INCLUDING ALL)', v_name);
      EXECUTE format('ALTER TABLE usage_event ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', v_name, v_day, v_day + interval '24 hours');
      v_count := v_count + 1;
    END IF;
  END LOOP;
  RETURN v_count;
END $$;

SELECT ensure_usage_partitions(7);
