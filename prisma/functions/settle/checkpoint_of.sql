-- The settle that the call would have now, as the hold stores it: with the field names of settle_row, and with its extras.
CREATE OR REPLACE FUNCTION checkpoint_of(p_settle text, p_extras jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_strip_nulls(to_jsonb(p_settle::settle_row)) || coalesce(p_extras, '{}')
$$;
