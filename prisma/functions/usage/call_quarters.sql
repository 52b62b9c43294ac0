-- The quarters of an hour in which a model and a key (NULL is any) have calls, from the newest (or the oldest) on. Together they have at least
-- p_count calls between p_from and p_to, or else all of them. The sums say so without any look at calls: days, then hours, then quarters.
CREATE OR REPLACE FUNCTION call_quarters(
  p_workspace_id uuid, p_model_id text, p_key_id uuid, p_from timestamptz, p_to timestamptz, p_is_newest_first boolean, p_count integer
) RETURNS SETOF timestamptz LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_before xid8;
  v_order integer := CASE WHEN p_is_newest_first THEN -1 ELSE 1 END;
BEGIN
  SELECT max(known.before) INTO v_before
  FROM (SELECT rolled_before FROM usage_watermark WHERE node = database_node() UNION ALL SELECT '0') AS known (before);
  RETURN QUERY
    -- A span that only begins or ends inside the range may have all of its calls outside, so its calls are not counted on.
    WITH day AS MATERIALIZED (
      SELECT start FROM (
        SELECT start, sum(sure) OVER (ORDER BY v_order * extract(epoch FROM start)) - sure AS before FROM (
          SELECT start, CASE WHEN start >= p_from AND start + interval '24 hours' <= p_to THEN sum(requests) ELSE 0 END AS sure
          FROM usage_span
          WHERE workspace_id = p_workspace_id AND hours = 24 AND start > p_from - interval '24 hours' AND start < p_to
            AND (p_model_id IS NULL OR model_id = p_model_id) AND (p_key_id IS NULL OR key_id = p_key_id)
          GROUP BY start
        ) AS known
      ) AS counted WHERE before < p_count
    ), hour AS MATERIALIZED (
      SELECT start FROM (
        SELECT start, sum(sure) OVER (ORDER BY v_order * extract(epoch FROM start)) - sure AS before FROM (
          SELECT span.start, CASE WHEN span.start >= p_from AND span.start + interval '1 hour' <= p_to THEN sum(requests) ELSE 0 END AS sure
          FROM day CROSS JOIN LATERAL (
            SELECT usage_span.start, requests FROM usage_span
            WHERE workspace_id = p_workspace_id AND hours = 1 AND usage_span.start >= day.start AND usage_span.start < day.start + interval '24 hours'
              AND usage_span.start > p_from - interval '1 hour' AND usage_span.start < p_to
              AND (p_model_id IS NULL OR model_id = p_model_id) AND (p_key_id IS NULL OR key_id = p_key_id)
            OFFSET 0
          ) AS span GROUP BY span.start
        ) AS known
      ) AS counted WHERE before < p_count
    ), quarter AS (
      SELECT rolled.bucket, rolled.requests
      FROM hour CROSS JOIN LATERAL (
        SELECT bucket, requests FROM usage_rollup
        WHERE workspace_id = p_workspace_id AND bucket >= hour.start AND bucket < hour.start + interval '1 hour'
          AND (p_model_id IS NULL OR model_id = p_model_id) AND (p_key_id IS NULL OR key_id = p_key_id)
        OFFSET 0
      ) AS rolled
      UNION ALL
      -- Calls without a roll-up, found as in unrolled_usage.
      SELECT date_bin('15 minutes', created_at, 'epoch')::timestamptz(3), 1
      FROM usage_event
      WHERE xid >= v_before AND (created_at >= p_from AND created_at < p_to AND workspace_id = p_workspace_id) IS TRUE AND NOT is_late
        AND (p_model_id IS NULL OR model_id = p_model_id) AND (p_key_id IS NULL OR key_id = p_key_id)
    )
    SELECT bucket::timestamptz FROM (
      SELECT bucket, sum(sure) OVER (ORDER BY v_order * extract(epoch FROM bucket)) - sure AS before FROM (
        SELECT bucket, CASE WHEN bucket >= p_from AND bucket + interval '15 minutes' <= p_to THEN sum(requests) ELSE 0 END AS sure
        FROM quarter WHERE bucket > p_from - interval '15 minutes' AND bucket < p_to GROUP BY bucket
      ) AS known
    ) AS counted WHERE before < p_count ORDER BY v_order * extract(epoch FROM bucket);
END $$;
