-- What a call costs at a version, from integers alone and rounded up once: the books are checked against it. Factors are
-- multiplied by 0.000001 and not divided by a million, since only the product of decimals is exact.
CREATE OR REPLACE FUNCTION price_nano(p price, input_tokens bigint, cache_write_5m_tokens bigint, cache_write_1h_tokens bigint,
  cache_read_tokens bigint, output_tokens bigint, web_searches bigint, modifiers text[])
RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ceil(
    (base.input_pico * (input_tokens::numeric * p.input_ppm + cache_write_5m_tokens::numeric * p.cache_write_5m_ppm
        + cache_write_1h_tokens::numeric * p.cache_write_1h_ppm + cache_read_tokens::numeric * p.cache_read_ppm)
      + base.output_pico * output_tokens::numeric * 1000000)
    * 0.000000001
    * CASE WHEN 'fast' = ANY (modifiers) THEN coalesce(p.fast_ppm, 1000000) ELSE 1000000 END * 0.000001
    * CASE WHEN 'us_inference' = ANY (modifiers) THEN coalesce(p.us_inference_ppm, 1000000) ELSE 1000000 END * 0.000001
    * CASE WHEN 'batch' = ANY (modifiers) THEN coalesce(p.batch_ppm, 1000000) ELSE 1000000 END * 0.000001
    * CASE WHEN 'regional' = ANY (modifiers) THEN coalesce(p.regional_ppm, 1000000) ELSE 1000000 END * 0.000001
    + web_searches::numeric * p.web_search_nano)
  FROM (
    SELECT CASE WHEN is_step THEN p.step_input_pico ELSE p.input_pico END AS input_pico,
      CASE WHEN is_step THEN p.step_output_pico ELSE p.output_pico END AS output_pico
    FROM (SELECT coalesce(input_tokens + cache_write_5m_tokens + cache_write_1h_tokens + cache_read_tokens
      > p.step_above_tokens, false) AS is_step) AS prompt
  ) AS base
$$;
