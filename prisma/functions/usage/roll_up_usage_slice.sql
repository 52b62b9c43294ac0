-- Adds this machine's new events to the roll-ups: one slice, in whole transactions. Returns at once if another process is doing it. If the
-- caller fails, nothing has changed.
CREATE OR REPLACE FUNCTION roll_up_usage_slice(p_most integer, OUT added bigint, OUT has_more boolean) LANGUAGE plpgsql
-- Its tables grow faster than their statistics. The index is the right plan at any size.
SET enable_seqscan = off SET jit = off SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_node integer := database_node();
  lowest xid8;
  horizon xid8;
  slice_end xid8;
BEGIN
  added := 0;
  has_more := false;
  INSERT INTO usage_watermark (node, rolled_before) VALUES (v_node, '0') ON CONFLICT DO NOTHING;
  SELECT rolled_before INTO lowest FROM usage_watermark WHERE node = v_node FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN; END IF;
  -- No transaction below the snapshot's xmin is still running. A slow one holds back xmin, so it is never skipped.
  horizon := pg_snapshot_xmin(pg_current_snapshot());
  IF horizon <= lowest THEN RETURN; END IF;

  SELECT xid INTO slice_end FROM usage_event WHERE xid >= lowest AND xid < horizon ORDER BY xid OFFSET p_most LIMIT 1;
  -- A transaction with more events than a slice is added as a whole.
  IF slice_end = lowest THEN
    SELECT xid INTO slice_end FROM usage_event WHERE xid > lowest AND xid < horizon ORDER BY xid LIMIT 1;
  END IF;
  has_more := slice_end IS NOT NULL;
  slice_end := COALESCE(slice_end, horizon);

  WITH fresh AS MATERIALIZED (
    SELECT * FROM usage_line WHERE xid >= lowest AND xid < slice_end
  ), quarter AS MATERIALIZED (
    SELECT workspace_id, date_bin('15 minutes', created_at, 'epoch') AS bucket, model_id, key_id,
           sum(requests) AS requests, sum(free_requests) AS free_requests, sum(input_tokens) AS input_tokens,
           sum(cache_write_5m_tokens) AS cache_write_5m_tokens, sum(cache_write_1h_tokens) AS cache_write_1h_tokens,
           sum(cache_read_tokens) AS cache_read_tokens, sum(output_tokens) AS output_tokens, sum(web_searches) AS web_searches,
           sum(charge_nano)::bigint AS charge_nano, sum(absorbed_nano)::bigint AS absorbed_nano,
           sum(reads_saved_nano)::bigint AS reads_saved_nano, sum(writes_extra_nano)::bigint AS writes_extra_nano
    FROM fresh GROUP BY 1, 2, 3, 4
  ), written AS (
    INSERT INTO usage_rollup SELECT * FROM quarter
    ON CONFLICT (workspace_id, bucket, model_id, key_id) DO UPDATE SET
      requests = usage_rollup.requests + excluded.requests,
      free_requests = usage_rollup.free_requests + excluded.free_requests,
      input_tokens = usage_rollup.input_tokens + excluded.input_tokens,
      cache_write_5m_tokens = usage_rollup.cache_write_5m_tokens + excluded.cache_write_5m_tokens,
      cache_write_1h_tokens = usage_rollup.cache_write_1h_tokens + excluded.cache_write_1h_tokens,
      cache_read_tokens = usage_rollup.cache_read_tokens + excluded.cache_read_tokens,
      output_tokens = usage_rollup.output_tokens + excluded.output_tokens,
      web_searches = usage_rollup.web_searches + excluded.web_searches,
      charge_nano = usage_rollup.charge_nano + excluded.charge_nano,
      absorbed_nano = usage_rollup.absorbed_nano + excluded.absorbed_nano,
      reads_saved_nano = usage_rollup.reads_saved_nano + excluded.reads_saved_nano,
      writes_extra_nano = usage_rollup.writes_extra_nano + excluded.writes_extra_nano
  ), spans AS (
    INSERT INTO usage_span
    SELECT workspace_id, width.hours, date_bin(make_interval(hours => width.hours), bucket, 'epoch'), model_id, key_id,
           sum(requests), sum(free_requests), sum(input_tokens), sum(cache_write_5m_tokens), sum(cache_write_1h_tokens),
           sum(cache_read_tokens), sum(output_tokens), sum(web_searches), sum(charge_nano), sum(absorbed_nano), sum(reads_saved_nano),
           sum(writes_extra_nano)
    FROM quarter CROSS JOIN (VALUES (1), (6), (24)) AS width (hours) GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (workspace_id, hours, start, model_id, key_id) DO UPDATE SET
      requests = usage_span.requests + excluded.requests,
      free_requests = usage_span.free_requests + excluded.free_requests,
      input_tokens = usage_span.input_tokens + excluded.input_tokens,
      cache_write_5m_tokens = usage_span.cache_write_5m_tokens + excluded.cache_write_5m_tokens,
      cache_write_1h_tokens = usage_span.cache_write_1h_tokens + excluded.cache_write_1h_tokens,
      cache_read_tokens = usage_span.cache_read_tokens + excluded.cache_read_tokens,
      output_tokens = usage_span.output_tokens + excluded.output_tokens,
      web_searches = usage_span.web_searches + excluded.web_searches,
      charge_nano = usage_span.charge_nano + excluded.charge_nano,
      absorbed_nano = usage_span.absorbed_nano + excluded.absorbed_nano,
      reads_saved_nano = usage_span.reads_saved_nano + excluded.reads_saved_nano,
      writes_extra_nano = usage_span.writes_extra_nano + excluded.writes_extra_nano
  ), costs AS (
    INSERT INTO usage_cost_day (start, model_id, node, upstream_cost_nano)
    -- A late event has the cost of its whole call.
    SELECT date_trunc('day', event.created_at, 'UTC'), event.model_id, v_node,
           sum(COALESCE(event.upstream_cost_nano, 0) - COALESCE((
             SELECT first.upstream_cost_nano FROM usage_event first
             WHERE event.is_late AND NOT first.is_late AND first.workspace_id = event.workspace_id AND first.created_at = event.created_at
               AND first.id = event.id
           ), 0))
    FROM usage_event event WHERE event.xid >= lowest AND event.xid < slice_end GROUP BY 1, 2
    ON CONFLICT (start, model_id, node) DO UPDATE SET
      upstream_cost_nano = usage_cost_day.upstream_cost_nano + excluded.upstream_cost_nano
  )
  SELECT count(*) INTO added FROM fresh;
  UPDATE usage_watermark SET rolled_before = slice_end, rolled_at = now() WHERE node = v_node;
END $$;
