-- Whether a settle without a hold equals what was written before. A release of an expired hold needs nothing more. The prices and tokens of
-- the late event are NULL if there is none.
CREATE OR REPLACE FUNCTION is_same_settle(
  p_outcome text, p_price bigint, p_output_tokens integer, p_first_outcome text, p_first_price bigint, p_first_output_tokens integer,
  p_late_price bigint, p_late_output_tokens integer
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN p_outcome = 'released' THEN p_first_outcome IN ('released', 'expired', 'settled_partial') AND p_late_price IS NULL
    WHEN p_late_price IS NOT NULL THEN p_late_price = greatest(p_price - p_first_price, 0) AND p_late_output_tokens = p_output_tokens
    ELSE p_first_outcome IN ('settled', 'settled_late') AND p_first_price = p_price AND p_first_output_tokens = p_output_tokens
  END
$$;
