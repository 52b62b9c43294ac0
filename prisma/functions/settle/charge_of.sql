-- What the customer pays for a call: its price, but at most hold plus balance. The operator absorbs the rest, and the
-- wallet's owed_nano rises by it in the same statement that books the charge.
CREATE OR REPLACE FUNCTION charge_of(p_price bigint, p_hold bigint, p_available bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT least(p_price, p_hold + p_available)
$$;
