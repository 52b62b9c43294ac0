-- Makes the daily partitions from today on, and returns how many were missing. A day with rows in the default partition stays
-- there: written rows are not moved.
CREATE OR REPLACE FUNCTION ensure_usage_partitions(p_days integer) RETURNS integer LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_day timestamptz;
  v_name text;
  v_count integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('ensure_usage_partitions'));
  FOR n IN 0 .. p_days LOOP
    v_day := date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + n * interval '24 hours';
    v_name := 'usage_event_' || to_char(v_day AT TIME ZONE 'UTC', 'YYYYMMDD');
    IF to_regclass(v_name) IS NULL AND NOT EXISTS (
      SELECT FROM usage_event_default WHERE created_at >= v_day AND created_at < v_day + interval '24 hours'
    ) THEN
      EXECUTE format('CREATE TABLE %I (LIKE usage_event INCLUDING ALL)', v_name);
      EXECUTE format('ALTER TABLE usage_event ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', v_name, v_day, v_day + interval '24 hours');
      v_count := v_count + 1;
    END IF;
  END LOOP;
  RETURN v_count;
END $$;
