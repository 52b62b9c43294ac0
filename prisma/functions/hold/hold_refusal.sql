-- Why a hold is refused; NULL if it is not. Every path that holds money uses it. It is a plain expression, which Postgres inlines into the
-- calling statement. A NULL limit (a ceiling, a budget) limits nothing.
-- Answers: f the wallet is frozen, q its payment is under question or it has debt, k the key's budget is used up, b the balance is too small,
-- o the balance covers the hold but not also what earlier calls cost beyond it, m the monthly cap is reached.
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
