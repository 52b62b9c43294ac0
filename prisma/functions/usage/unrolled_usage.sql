-- The sums of a workspace's events that no roll-up has yet, as usage_rollup will have them. Both ends are on a quarter of an hour. What was
-- saved is 0 unless it is wanted: to price each event again takes most of the time.
CREATE OR REPLACE FUNCTION unrolled_usage(p_workspace_id uuid, p_from timestamptz, p_to timestamptz, p_with_savings boolean DEFAULT true)
RETURNS SETOF usage_rollup LANGUAGE plpgsql STABLE
-- The newest events are never in the statistics, so the planner would sort them on disk, or read all calls of the workspace.
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET work_mem = '32MB' SET max_parallel_workers_per_gather = 0
SET jit = off AS $$
DECLARE
  v_before xid8;
BEGIN
  SELECT max(known.before) INTO v_before
  FROM (SELECT rolled_before FROM usage_watermark WHERE node = database_node() UNION ALL SELECT '0') AS known (before);
  -- IS TRUE leaves the planner the transactions' index alone: a search of the primary key for a time skips through its whole index.
  IF p_with_savings THEN
    RETURN QUERY
      SELECT p_workspace_id, date_bin('15 minutes', created_at, 'epoch')::timestamptz(3), model_id, key_id,
        sum(requests)::bigint, sum(free_requests)::bigint, sum(input_tokens)::bigint, sum(cache_write_5m_tokens)::bigint,
        sum(cache_write_1h_tokens)::bigint, sum(cache_read_tokens)::bigint, sum(output_tokens)::bigint, sum(web_searches)::bigint,
        sum(charge_nano)::bigint, sum(absorbed_nano)::bigint, sum(reads_saved_nano)::bigint, sum(writes_extra_nano)::bigint
      FROM usage_line
      WHERE xid >= v_before AND (created_at >= p_from AND created_at < p_to AND workspace_id = p_workspace_id) IS TRUE
      GROUP BY 2, 3, 4;
  ELSE
    RETURN QUERY
      SELECT p_workspace_id, date_bin('15 minutes', created_at, 'epoch')::timestamptz(3), model_id, key_id,
        count(*), count(*) FILTER (WHERE charge_nano = 0), sum(input_tokens)::bigint, sum(cache_write_5m_tokens)::bigint,
        sum(cache_write_1h_tokens)::bigint, sum(cache_read_tokens)::bigint, sum(output_tokens)::bigint, sum(web_searches)::bigint,
        sum(charge_nano)::bigint, sum(absorbed_nano)::bigint, 0::bigint, 0::bigint
      FROM usage_event
      WHERE xid >= v_before AND (created_at >= p_from AND created_at < p_to AND workspace_id = p_workspace_id) IS TRUE AND NOT is_late
      GROUP BY 2, 3, 4;
    -- The second events of calls, which have only what the first ones lack.
    RETURN QUERY
      SELECT p_workspace_id, date_bin('15 minutes', created_at, 'epoch')::timestamptz(3), model_id, key_id,
        0::bigint, free_requests::bigint, input_tokens::bigint, cache_write_5m_tokens::bigint, cache_write_1h_tokens::bigint,
        cache_read_tokens::bigint, output_tokens::bigint, web_searches::bigint, charge_nano, absorbed_nano, 0::bigint, 0::bigint
      FROM usage_line
      WHERE xid >= v_before AND (created_at >= p_from AND created_at < p_to AND workspace_id = p_workspace_id) IS TRUE AND requests = 0;
  END IF;
END $$;
