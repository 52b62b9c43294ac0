-- The settle that the call would have at this moment.
CREATE OR REPLACE FUNCTION checkpoint_of(p_row settle_row, p_parts jsonb, p_moves jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_strip_nulls(to_jsonb(p_row) || jsonb_build_object('parts', p_parts, 'moves', p_moves))
$$;
