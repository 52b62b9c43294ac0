-- The time in an id (UUIDv7). Postgres 18 has a function for it; older servers use SQL.
DO $do$
BEGIN
  IF current_setting('server_version_num')::integer >= 180000 THEN
    CREATE OR REPLACE FUNCTION time_of_id(p_id uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
      AS 'SELECT uuid_extract_timestamp(p_id)';
  ELSE
    CREATE OR REPLACE FUNCTION time_of_id(p_id uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT to_timestamp(0) + ('x0000' || left(replace(p_id::text, '-', ''), 12))::bit(64)::bigint * interval '1 millisecond' $$;
  END IF;
END $do$;
