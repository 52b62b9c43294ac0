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
  input_ppm bigint NOT NULL CHECK (input_ppm >= 0),
  cache_write_5m_ppm bigint NOT NULL CHECK (cache_write_5m_ppm >= 0),
  cache_write_1h_ppm bigint NOT NULL CHECK (cache_write_1h_ppm >= 0),
  cache_read_ppm bigint NOT NULL CHECK (cache_read_ppm >= 0),
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
