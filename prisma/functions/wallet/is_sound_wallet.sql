-- What the table of wallets refuses, said in one constraint. Postgres parses the text of every constraint for each statement
-- that writes, and fourteen of them took a fifth of a lone settle. The call of a plpgsql function is short, and its plan is kept.
CREATE OR REPLACE FUNCTION is_sound_wallet(p_available bigint, p_held bigint, p_spent bigint, p_burned bigint, p_debt bigint)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN p_available >= 0 AND p_held >= 0 AND p_burned BETWEEN 0 AND p_spent AND p_debt >= 0;
END $$;
