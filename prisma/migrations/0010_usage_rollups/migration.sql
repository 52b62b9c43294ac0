-- One row for each finished call. A call that was settled after its hold had expired left two events: what came later
-- stands, and the money of both is one sum. `first_outcome` is for narrowing a search before the second is looked up.
CREATE VIEW finished_call AS
SELECT
  first.workspace_id, first.created_at, first.id, first.key_id, first.model_id, first.price_version, first.outcome AS first_outcome,
  last.outcome, last.reason, last.endpoint, last.is_stream, last.upstream, last.upstream_request_id, last.http_status, last.stop_reason,
  last.input_tokens, last.cache_write_5m_tokens, last.cache_write_1h_tokens, last.cache_read_tokens, last.output_tokens,
  last.thinking_tokens, last.web_searches, last.modifiers, last.is_estimated, last.first_byte_ms, last.total_ms, last.settled_at,
  first.hold_nano,
  CASE WHEN last.is_late THEN first.price_nano + last.price_nano ELSE first.price_nano END AS price_nano,
  CASE WHEN last.is_late THEN first.charge_nano + last.charge_nano ELSE first.charge_nano END AS charge_nano,
  CASE WHEN last.is_late THEN first.absorbed_nano + last.absorbed_nano ELSE first.absorbed_nano END AS absorbed_nano
FROM usage_event first
CROSS JOIN LATERAL (
  SELECT * FROM usage_event event
  WHERE event.workspace_id = first.workspace_id AND event.created_at = first.created_at AND event.id = first.id
  ORDER BY event.is_late DESC LIMIT 1
) last
WHERE NOT first.is_late;

-- What caching saved on a call: its price had the prompt been plain input, minus its price. Both are rounded up as a
-- price is, so the figure is whole nano-dollars, adds up over calls, and can be recomputed from the receipt.
CREATE VIEW usage_line AS
SELECT
  event.workspace_id, event.created_at, event.id, event.xid, event.model_id, event.key_id,
  -- The second event of a call is no second request, and may end that the first one was free.
  CASE WHEN event.is_late THEN 0 ELSE 1 END AS requests,
  CASE WHEN NOT event.is_late THEN (event.charge_nano = 0)::int
    WHEN event.charge_nano = 0 THEN 0
    ELSE -(SELECT (first.charge_nano = 0)::int FROM usage_event first
           WHERE first.workspace_id = event.workspace_id AND first.created_at = event.created_at AND first.id = event.id AND NOT first.is_late)
  END AS free_requests,
  event.input_tokens, event.cache_write_5m_tokens, event.cache_write_1h_tokens, event.cache_read_tokens, event.output_tokens,
  event.web_searches, event.charge_nano, event.absorbed_nano,
  COALESCE(saving.reads_saved, 0)::bigint AS reads_saved_nano,
  COALESCE(saving.reads_saved - saving.saved, 0)::bigint AS writes_extra_nano
FROM usage_event event
LEFT JOIN price ON price.model_id = event.model_id AND price.kind = 'sale' AND price.version = event.price_version
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN step.is_over THEN price.step_input_pico ELSE price.input_pico END::numeric AS input_pico,
    CASE WHEN step.is_over THEN price.step_output_pico ELSE price.output_pico END::numeric AS output_pico,
    -- Multiplied, never divided: numeric keeps every digit of a product.
    0.000000001
      * CASE WHEN 'fast' = ANY (event.modifiers) THEN COALESCE(price.fast_ppm * 0.000001, 1) ELSE 1 END
      * CASE WHEN 'us_inference' = ANY (event.modifiers) THEN COALESCE(price.us_inference_ppm * 0.000001, 1) ELSE 1 END
      * CASE WHEN 'batch' = ANY (event.modifiers) THEN COALESCE(price.batch_ppm * 0.000001, 1) ELSE 1 END
      * CASE WHEN 'regional' = ANY (event.modifiers) THEN COALESCE(price.regional_ppm * 0.000001, 1) ELSE 1 END AS factor
  FROM (SELECT COALESCE(event.input_tokens::bigint + event.cache_write_5m_tokens + event.cache_write_1h_tokens + event.cache_read_tokens
                        > price.step_above_tokens, false) AS is_over) step
) base
CROSS JOIN LATERAL (
  SELECT
    (base.input_pico * (event.input_tokens * price.input_ppm::numeric + event.cache_write_5m_tokens * price.cache_write_5m_ppm::numeric
                        + event.cache_write_1h_tokens * price.cache_write_1h_ppm::numeric + event.cache_read_tokens * price.cache_read_ppm::numeric)
      + base.output_pico * event.output_tokens * 1000000) * base.factor + event.web_searches * price.web_search_nano AS actual,
    base.input_pico * event.cache_read_tokens * (price.input_ppm - price.cache_read_ppm) * base.factor AS reads,
    base.input_pico * (event.cache_write_5m_tokens * (price.input_ppm - price.cache_write_5m_ppm)::numeric
                       + event.cache_write_1h_tokens * (price.input_ppm - price.cache_write_1h_ppm)::numeric) * base.factor AS writes
) exact
CROSS JOIN LATERAL (
  SELECT ceil(exact.actual + exact.reads) - ceil(exact.actual) AS reads_saved,
         ceil(exact.actual + exact.reads + exact.writes) - ceil(exact.actual) AS saved
  WHERE event.price_nano > 0 OR event.is_late
  UNION ALL
  SELECT 0, 0 WHERE event.price_nano = 0 AND NOT event.is_late
) saving;

-- A quarter of an hour is the largest step that every time zone's midnight falls on.
CREATE TABLE usage_rollup (
  workspace_id uuid NOT NULL,
  bucket timestamptz(3) NOT NULL,
  model_id text NOT NULL,
  key_id uuid NOT NULL,
  requests bigint NOT NULL,
  free_requests bigint NOT NULL,
  input_tokens bigint NOT NULL,
  cache_write_5m_tokens bigint NOT NULL,
  cache_write_1h_tokens bigint NOT NULL,
  cache_read_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  web_searches bigint NOT NULL,
  charge_nano bigint NOT NULL,
  absorbed_nano bigint NOT NULL,
  reads_saved_nano bigint NOT NULL,
  writes_extra_nano bigint NOT NULL,
  PRIMARY KEY (workspace_id, bucket, model_id, key_id)
);

-- Events of transactions before this one are in usage_rollup, all others are not: no event is in both, none in neither.
CREATE TABLE usage_watermark (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  rolled_before xid8 NOT NULL,
  rolled_at timestamptz(3) NOT NULL DEFAULT now()
);
INSERT INTO usage_watermark (rolled_before) VALUES ('0');

-- Adds every event of the transactions that have ended since the last time, and answers how many these were.
-- One caller at a time; a caller that fails has changed nothing.
CREATE FUNCTION roll_up_usage() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  lowest xid8;
  horizon xid8;
  added bigint;
BEGIN
  SELECT rolled_before INTO lowest FROM usage_watermark FOR UPDATE;
  -- No transaction below the snapshot's xmin is still running: a slow one holds the horizon back and is never skipped.
  horizon := pg_snapshot_xmin(pg_current_snapshot());
  IF horizon <= lowest THEN RETURN 0; END IF;

  WITH fresh AS MATERIALIZED (
    SELECT * FROM usage_line WHERE xid >= lowest AND xid < horizon
  ), written AS (
    INSERT INTO usage_rollup
    SELECT workspace_id, date_bin('15 minutes', created_at, 'epoch'), model_id, key_id,
           sum(requests), sum(free_requests),
           sum(input_tokens), sum(cache_write_5m_tokens), sum(cache_write_1h_tokens), sum(cache_read_tokens), sum(output_tokens),
           sum(web_searches), sum(charge_nano), sum(absorbed_nano), sum(reads_saved_nano), sum(writes_extra_nano)
    FROM fresh GROUP BY 1, 2, 3, 4
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
  )
  SELECT count(*) INTO added FROM fresh;
  UPDATE usage_watermark SET rolled_before = horizon, rolled_at = now();
  RETURN added;
END $$;
