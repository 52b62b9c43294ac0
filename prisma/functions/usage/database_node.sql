-- The number of this database machine: `relais.node`, which is set for each machine's database; 0 if there is only one. Transaction ids
-- of two machines cannot be compared, so each machine has its own watermark.
CREATE OR REPLACE FUNCTION database_node() RETURNS integer LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  v_node text := current_setting('relais.node', true);
BEGIN
  RETURN CASE WHEN v_node IS NULL OR v_node = '' THEN 0 ELSE v_node::integer END;
END $$;
