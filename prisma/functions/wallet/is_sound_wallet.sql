-- All rules for a wallet's row in one constraint. Postgres parses the text of every constraint for each writing statement, and
-- fourteen constraints took a fifth of a lone settle. The call of a plpgsql function is short, and its plan is cached.
CREATE OR REPLACE FUNCTION is_sound_wallet(p_available bigint, p_held bigint, p_spent bigint, p_burned bigint, p_debt bigint)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN p_available >= 0 AND p_held >= 0 AND p_burned BETWEEN 0 AND p_spent AND p_debt >= 0;
END $$;
