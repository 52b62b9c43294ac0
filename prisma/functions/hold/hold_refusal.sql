-- What refuses a hold; NULL where nothing does. The rule of every path that holds money, a plain expression that Postgres writes into the
-- statement that asks. What is NULL (a ceiling, a budget) limits nothing.
-- Answers: f the wallet is frozen, q a payment of it is under question, k the key's budget is used up, b the balance is too small,
-- o it covers the hold, but not what earlier calls cost beyond it as well, m the monthly cap is reached.
CREATE OR REPLACE FUNCTION hold_refusal(
  p_amount bigint, p_available bigint, p_owed bigint, p_held bigint, p_spent bigint, p_ceiling bigint, p_is_frozen boolean,
  p_is_questioned boolean, p_budget_left bigint DEFAULT NULL
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN p_is_frozen THEN 'f'
    WHEN p_is_questioned THEN 'q'
    WHEN p_amount > p_budget_left THEN 'k'
    WHEN p_amount > p_available THEN 'b'
    WHEN p_amount > p_available - p_owed THEN 'o'
    WHEN p_spent + p_held + p_amount > p_ceiling THEN 'm'
  END
$$;
