-- Makes a lease for new holds: of a process, which renews it, or of a batch, which nobody renews.
CREATE OR REPLACE FUNCTION open_lease(p_instance text, p_lifetime interval, p_is_batch boolean) RETURNS bigint LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO worker_lease (instance, expires_at, is_batch) VALUES (p_instance, now() + p_lifetime, p_is_batch) RETURNING id
$$;
