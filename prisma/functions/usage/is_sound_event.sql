-- All rules for a row of usage events in one constraint: see is_sound_wallet.
CREATE OR REPLACE FUNCTION is_sound_event(
  p_outcome text, p_input_tokens integer, p_cache_write_5m_tokens integer, p_cache_write_1h_tokens integer, p_cache_read_tokens integer,
  p_output_tokens integer, p_web_searches integer, p_hold bigint, p_price bigint, p_charge bigint, p_absorbed bigint
) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN p_outcome IN ('settled', 'released', 'expired', 'settled_late', 'settled_partial')
    AND p_input_tokens >= 0 AND p_cache_write_5m_tokens >= 0 AND p_cache_write_1h_tokens >= 0 AND p_cache_read_tokens >= 0
    AND p_output_tokens >= 0 AND p_web_searches >= 0
    AND p_hold >= 0 AND p_charge >= 0 AND p_absorbed >= 0 AND p_charge + p_absorbed = p_price;
END $$;
