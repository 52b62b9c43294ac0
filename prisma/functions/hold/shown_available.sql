-- The balance that a caller is told of: one that is refused for what earlier calls cost beyond it (o) may spend only what lies above that.
CREATE OR REPLACE FUNCTION shown_available(p_kind text, p_available bigint, p_owed bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE p_kind WHEN 'o' THEN greatest(p_available - p_owed, 0) ELSE p_available END
$$;
