-- Adds the codes of a new batch, once and exactly as many as the batch says: nobody can add one to it later. False if it has codes, or the
-- number differs.
CREATE OR REPLACE FUNCTION add_codes(p_batch_id uuid, p_code_hashes bytea[]) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  -- A second call at the same time waits here, and then finds the codes of the first.
  PERFORM FROM code_batch b WHERE b.id = p_batch_id AND b.code_count = cardinality(p_code_hashes) FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO redemption_code (code_hash, batch_id, uses_left)
  SELECT h.code_hash, b.id, b.uses_per_code FROM code_batch b, unnest(p_code_hashes) AS h (code_hash)
  WHERE b.id = p_batch_id AND NOT EXISTS (SELECT FROM redemption_code c WHERE c.batch_id = p_batch_id);
  RETURN FOUND;
END $$;
