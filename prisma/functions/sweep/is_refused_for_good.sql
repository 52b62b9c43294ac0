-- True for what says something of the row, and nothing of the moment: no lost lock, full disk, or server that is going away.
CREATE OR REPLACE FUNCTION is_refused_for_good(p_sqlstate text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT left(p_sqlstate, 2) NOT IN ('08', '40', '53', '55', '57', '58')
$$;
