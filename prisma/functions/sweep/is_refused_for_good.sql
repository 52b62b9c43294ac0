-- True for an error that is caused by the row itself, and not by a lost lock, a full disk or a server that is shutting down.
CREATE OR REPLACE FUNCTION is_refused_for_good(p_sqlstate text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT left(p_sqlstate, 2) NOT IN ('08', '40', '53', '55', '57', '58')
$$;
