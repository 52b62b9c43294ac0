-- Whether a settle that found no hold says what was written before. A release of an expired hold asks for nothing more.
CREATE OR REPLACE FUNCTION is_same_settle(p_first usage_event, p_late usage_event, p_outcome text, p_price_nano bigint, p_output_tokens integer)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN p_outcome = 'released' THEN p_first.outcome IN ('released', 'expired', 'settled_partial') AND p_late.id IS NULL
    WHEN p_late.id IS NOT NULL THEN
      p_late.price_nano = greatest(p_price_nano - p_first.price_nano, 0) AND p_late.output_tokens = p_output_tokens
    ELSE p_first.outcome IN ('settled', 'settled_late') AND p_first.price_nano = p_price_nano AND p_first.output_tokens = p_output_tokens
  END
$$;
