CREATE TABLE model (
  id text PRIMARY KEY,
  display_name text NOT NULL,
  line text NOT NULL,
  released_on date NOT NULL,
  lifecycle text NOT NULL CHECK (lifecycle IN ('active', 'deprecated', 'retired')),
  retires_on date,
  context_tokens integer NOT NULL CHECK (context_tokens > 0),
  max_output_tokens integer NOT NULL CHECK (max_output_tokens > 0),
  min_cacheable_tokens integer NOT NULL CHECK (min_cacheable_tokens >= 0),
  capabilities jsonb NOT NULL
);

CREATE TABLE model_alias (
  alias text PRIMARY KEY,
  model_id text NOT NULL REFERENCES model (id)
);

-- Pico-dollars per token (1 USD per million tokens = 1,000,000 pico) and multipliers in millionths: all integers.
CREATE TABLE price (
  model_id text NOT NULL REFERENCES model (id),
  kind text NOT NULL CHECK (kind IN ('sale', 'upstream')),
  version integer NOT NULL CHECK (version > 0),
  effective_from timestamptz(3) NOT NULL,
  input_pico bigint NOT NULL CHECK (input_pico > 0),
  output_pico bigint NOT NULL CHECK (output_pico > 0),
  input_ppm bigint NOT NULL CHECK (input_ppm > 0),
  cache_write_5m_ppm bigint NOT NULL CHECK (cache_write_5m_ppm > 0),
  cache_write_1h_ppm bigint NOT NULL CHECK (cache_write_1h_ppm > 0),
  cache_read_ppm bigint NOT NULL CHECK (cache_read_ppm > 0),
  step_above_tokens integer CHECK (step_above_tokens > 0),
  step_input_pico bigint CHECK (step_input_pico > 0),
  step_output_pico bigint CHECK (step_output_pico > 0),
  fast_ppm bigint CHECK (fast_ppm > 0),
  us_inference_ppm bigint CHECK (us_inference_ppm > 0),
  batch_ppm bigint CHECK (batch_ppm > 0),
  regional_ppm bigint CHECK (regional_ppm > 0),
  web_search_nano bigint NOT NULL CHECK (web_search_nano >= 0),
  published_at timestamptz(3) NOT NULL DEFAULT now(),
  published_by uuid,
  note text,
  PRIMARY KEY (model_id, kind, version),
  CHECK (num_nonnulls(step_above_tokens, step_input_pico, step_output_pico) IN (0, 3))
);
CREATE INDEX price_model_id_kind_effective_from_version_idx ON price (model_id, kind, effective_from DESC, version DESC);

CREATE TRIGGER price_append_only BEFORE UPDATE OR DELETE ON price
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION notify_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('relais_prices', '');
  RETURN NULL;
END $$;

CREATE TRIGGER price_changed AFTER INSERT ON price FOR EACH STATEMENT EXECUTE FUNCTION notify_price();
CREATE TRIGGER model_changed AFTER INSERT OR UPDATE ON model FOR EACH STATEMENT EXECUTE FUNCTION notify_price();

-- What a call costs at a version, from integers alone and rounded up once: the books are checked against it. Factors are
-- multiplied by 0.000001 and not divided by a million, since only the product of decimals is exact.
CREATE FUNCTION price_nano(p price, input_tokens bigint, cache_write_5m_tokens bigint, cache_write_1h_tokens bigint,
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
