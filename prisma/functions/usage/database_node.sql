-- Which of several database machines this is: `relais.node`, set for the database of each; 0 where there is one machine. Transaction ids
-- of two machines cannot be compared, so each has a watermark of its own.
CREATE OR REPLACE FUNCTION database_node() RETURNS integer LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  v_node text := current_setting('relais.node', true);
BEGIN
  RETURN CASE WHEN v_node IS NULL OR v_node = '' THEN 0 ELSE v_node::integer END;
END $$;
