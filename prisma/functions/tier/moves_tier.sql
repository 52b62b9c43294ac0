-- Whether entries of this kind count as top-ups for the usage tier. Who writes such an entry lets the wallet's ceiling lapse.
CREATE OR REPLACE FUNCTION moves_tier(p_entry_kind text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT p_entry_kind IN ('topup', 'refund', 'refund_reversal', 'dispute', 'dispute_reversal')
$$;
