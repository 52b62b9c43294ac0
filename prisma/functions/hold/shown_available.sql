-- The balance in an answer. With the refusal `o` only the part above what earlier calls still owe can be spent.
CREATE OR REPLACE FUNCTION shown_available(p_kind text, p_available bigint, p_owed bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE p_kind WHEN 'o' THEN greatest(p_available - p_owed, 0) ELSE p_available END
$$;
