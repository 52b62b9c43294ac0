-- The period of an instant. Days, weeks (from Monday) and months are those of the time zone. The hour that the clocks repeat in autumn
-- is two periods. An unknown time zone counts as UTC: it must not stop calls.
CREATE OR REPLACE FUNCTION spend_period(p_period text, p_at timestamptz, p_time_zone text, OUT starts_at timestamptz, OUT ends_at timestamptz)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF p_period = 'lifetime' THEN
    starts_at := to_timestamp(0);
    RETURN;
  END IF;
  starts_at := date_trunc(p_period, p_at, p_time_zone);
  ends_at := CASE p_period WHEN 'hour' THEN starts_at + interval '1 hour'
    ELSE ((starts_at AT TIME ZONE p_time_zone)::date + ('1 ' || p_period)::interval) AT TIME ZONE p_time_zone END;
EXCEPTION WHEN invalid_parameter_value THEN
  SELECT * INTO starts_at, ends_at FROM spend_period(p_period, p_at, 'UTC');
END $$;
