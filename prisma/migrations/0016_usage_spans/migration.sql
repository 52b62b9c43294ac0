-- Sums over longer spans beside the quarters of an hour: a month of days then has a tenth of the rows.
CREATE TABLE usage_span (
  workspace_id uuid NOT NULL,
  hours integer NOT NULL CHECK (hours IN (1, 6, 24)),
  start timestamptz(3) NOT NULL,
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
  PRIMARY KEY (workspace_id, hours, start, model_id, key_id)
);
COMMENT ON TABLE usage_span IS 'The sums of usage_rollup once more, over 1, 6 and 24 hours of UTC. Written together with it, so that both always agree.';
-- A roll-up that runs would add to the quarters what the next statement does not see.
LOCK TABLE usage_rollup IN SHARE MODE;
INSERT INTO usage_span
  SELECT workspace_id, width.hours, date_bin(make_interval(hours => width.hours), bucket, 'epoch'), model_id, key_id,
    sum(requests), sum(free_requests), sum(input_tokens), sum(cache_write_5m_tokens), sum(cache_write_1h_tokens), sum(cache_read_tokens),
    sum(output_tokens), sum(web_searches), sum(charge_nano), sum(absorbed_nano), sum(reads_saved_nano), sum(writes_extra_nano)
  FROM usage_rollup CROSS JOIN (VALUES (1), (6), (24)) AS width (hours) GROUP BY 1, 2, 3, 4, 5;
