-- Deletes the Idempotency-Keys of calls that are older than a day. Returns how many.
CREATE OR REPLACE FUNCTION forget_idempotent_calls() RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_count bigint;
BEGIN
  DELETE FROM idempotent_call WHERE created_at < now() - interval '1 day';
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END $$;
