-- The sums of a workspace's events that no roll-up has yet, as usage_rollup will have them. Both ends are on a quarter of an hour.
CREATE OR REPLACE FUNCTION unrolled_usage(p_workspace_id uuid, p_from timestamptz, p_to timestamptz) RETURNS SETOF usage_rollup
LANGUAGE plpgsql STABLE
-- The newest events are never in the statistics. By transaction they are found at once, by workspace only among all of its calls.
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_before xid8;
BEGIN
  SELECT max(known.before) INTO v_before
  FROM (SELECT rolled_before FROM usage_watermark WHERE node = database_node() UNION ALL SELECT '0') AS known (before);
  RETURN QUERY
    SELECT p_workspace_id, date_bin('15 minutes', created_at, 'epoch')::timestamptz(3), model_id, key_id,
      sum(requests)::bigint, sum(free_requests)::bigint, sum(input_tokens)::bigint, sum(cache_write_5m_tokens)::bigint,
      sum(cache_write_1h_tokens)::bigint, sum(cache_read_tokens)::bigint, sum(output_tokens)::bigint, sum(web_searches)::bigint,
      sum(charge_nano)::bigint, sum(absorbed_nano)::bigint, sum(reads_saved_nano)::bigint, sum(writes_extra_nano)::bigint
    FROM usage_line
    -- IS TRUE keeps the planner from the index that begins with the workspace.
    WHERE xid >= v_before AND created_at >= p_from AND created_at < p_to AND (workspace_id = p_workspace_id) IS TRUE
    GROUP BY 2, 3, 4;
END $$;
