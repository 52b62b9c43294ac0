-- What an event saved took 18 µs, because Postgres writes each expression out wherever it is used. OFFSET 0 has each computed once. The usual
-- event has no modifiers and a price in thousands of picos: its amounts in millionths of a nano-dollar fit into bigint. All others are numeric.
CREATE OR REPLACE VIEW usage_event_line AS
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
  CASE WHEN is_usual THEN (usual_actual + usual_reads + 999999) / 1000000 - (usual_actual + 999999) / 1000000
    ELSE COALESCE(ceil(actual + reads) - ceil(actual), 0)::bigint
  END AS reads_saved_nano,
  CASE WHEN is_usual THEN (usual_actual + usual_reads + 999999) / 1000000 - (usual_actual + usual_reads + usual_writes + 999999) / 1000000
    ELSE COALESCE(ceil(actual + reads) - ceil(actual + reads + writes), 0)::bigint
  END AS writes_extra_nano
FROM usage_event event
LEFT JOIN price ON price.model_id = event.model_id AND price.kind = 'sale' AND price.version = event.price_version
CROSS JOIN LATERAL (
  SELECT event.price_nano > 0 OR event.is_late AS is_priced, prompt + event.output_tokens AS tokens,
    CASE WHEN prompt > price.step_above_tokens THEN price.step_input_pico ELSE price.input_pico END AS in_pico,
    CASE WHEN prompt > price.step_above_tokens THEN price.step_output_pico ELSE price.output_pico END AS out_pico,
    -- Multiplied, never divided: numeric keeps every digit of a product.
    CASE WHEN cardinality(event.modifiers) = 0 THEN 0.000000001 ELSE 0.000000001
      * CASE WHEN 'fast' = ANY (event.modifiers) THEN COALESCE(price.fast_ppm * 0.000001, 1) ELSE 1 END
      * CASE WHEN 'us_inference' = ANY (event.modifiers) THEN COALESCE(price.us_inference_ppm * 0.000001, 1) ELSE 1 END
      * CASE WHEN 'batch' = ANY (event.modifiers) THEN COALESCE(price.batch_ppm * 0.000001, 1) ELSE 1 END
      * CASE WHEN 'regional' = ANY (event.modifiers) THEN COALESCE(price.regional_ppm * 0.000001, 1) ELSE 1 END
    END AS factor
  FROM (SELECT event.input_tokens::bigint + event.cache_write_5m_tokens + event.cache_write_1h_tokens + event.cache_read_tokens AS prompt) AS sent
  OFFSET 0
) AS asked
CROSS JOIN LATERAL (
  SELECT is_usual,
    CASE WHEN is_usual THEN in_pico / 1000 * (event.input_tokens * price.input_ppm + event.cache_write_5m_tokens * price.cache_write_5m_ppm
                                              + event.cache_write_1h_tokens * price.cache_write_1h_ppm + event.cache_read_tokens * price.cache_read_ppm)
      + out_pico / 1000 * event.output_tokens * 1000000 + event.web_searches * price.web_search_nano * 1000000 END AS usual_actual,
    CASE WHEN is_usual THEN in_pico / 1000 * event.cache_read_tokens * (price.input_ppm - price.cache_read_ppm) END AS usual_reads,
    CASE WHEN is_usual THEN in_pico / 1000 * (event.cache_write_5m_tokens * (price.input_ppm - price.cache_write_5m_ppm)
                                              + event.cache_write_1h_tokens * (price.input_ppm - price.cache_write_1h_ppm)) END AS usual_writes,
    CASE WHEN is_priced AND NOT is_usual THEN
      (in_pico * (event.input_tokens * price.input_ppm::numeric + event.cache_write_5m_tokens * price.cache_write_5m_ppm::numeric
                  + event.cache_write_1h_tokens * price.cache_write_1h_ppm::numeric + event.cache_read_tokens * price.cache_read_ppm::numeric)
        + out_pico::numeric * event.output_tokens * 1000000) * factor + event.web_searches * price.web_search_nano::numeric END AS actual,
    CASE WHEN is_priced AND NOT is_usual THEN
      in_pico::numeric * event.cache_read_tokens * (price.input_ppm - price.cache_read_ppm) * factor END AS reads,
    CASE WHEN is_priced AND NOT is_usual THEN
      in_pico * (event.cache_write_5m_tokens * (price.input_ppm - price.cache_write_5m_ppm)::numeric
                 + event.cache_write_1h_tokens * (price.input_ppm - price.cache_write_1h_ppm)::numeric) * factor END AS writes
  FROM (
    -- These bounds keep every sum of products below 2^63.
    SELECT COALESCE(is_priced AND cardinality(event.modifiers) = 0 AND tokens <= 10000000 AND event.web_searches <= 10000
      AND in_pico % 1000 = 0 AND in_pico <= 100000000 AND out_pico % 1000 = 0 AND out_pico <= 200000000
      AND greatest(price.input_ppm, price.cache_write_5m_ppm, price.cache_write_1h_ppm, price.cache_read_ppm) <= 4000000
      AND price.web_search_nano <= 100000000, false) AS is_usual
    OFFSET 0
  ) AS kind
  OFFSET 0
) AS exact;
