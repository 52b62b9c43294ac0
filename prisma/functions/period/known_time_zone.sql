-- The zone itself if Postgres knows it, else UTC.
CREATE OR REPLACE FUNCTION known_time_zone(p_time_zone text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  PERFORM now() AT TIME ZONE p_time_zone;
  RETURN p_time_zone;
EXCEPTION WHEN invalid_parameter_value THEN
  RETURN 'UTC';
END $$;
