-- Whether a wallet needs work before a hold: credit is due to expire, or the monthly ceiling is older than a minute.
CREATE OR REPLACE FUNCTION is_wallet_due(p_next_expiry_at timestamptz, p_spend_ceiling_until timestamptz, p_now timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (p_next_expiry_at <= p_now) IS TRUE OR p_spend_ceiling_until <= p_now
$$;
