-- The credit of the next part of a payment, at the order's rate. All parts together are rounded down, not each: so the parts never exceed the
-- whole, and the last one takes the rest.
CREATE OR REPLACE FUNCTION credit_of_part(
  p_credit_nano bigint, p_charge_minor bigint, p_taken_minor bigint, p_taken_nano bigint, p_part_minor bigint
) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT greatest(div(p_credit_nano::numeric * (p_taken_minor + p_part_minor), p_charge_minor) - p_taken_nano, 0)::bigint
$$;
