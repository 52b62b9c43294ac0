-- The largest next part of a payment whose credit is at most p_unused_nano, in the smallest unit of the order's currency.
CREATE OR REPLACE FUNCTION part_of_credit(
  p_credit_nano bigint, p_charge_minor bigint, p_taken_minor bigint, p_taken_nano bigint, p_unused_nano bigint
) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT greatest(least(
    div((p_taken_nano + p_unused_nano)::numeric * p_charge_minor, p_credit_nano), p_charge_minor) - p_taken_minor, 0)::bigint
$$;
