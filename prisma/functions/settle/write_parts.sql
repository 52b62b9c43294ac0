-- Keeps the parts of one call, as its process wrote them.
CREATE OR REPLACE FUNCTION write_parts(p_workspace_id uuid, p_call_id uuid, p_is_late boolean, p_parts jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO usage_part (
    workspace_id, created_at, call_id, is_late, number, model_id, price_version, modifiers, is_step, input_tokens,
    cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, price_nano
  )
  SELECT p_workspace_id, time_of_id(p_call_id), p_call_id, p_is_late, coalesce(part.number, 0), part.model_id, part.price_version,
    coalesce(part.modifiers, '{}'), part.is_step, part.input_tokens, part.cache_write_5m_tokens, part.cache_write_1h_tokens, part.cache_read_tokens,
    part.output_tokens, part.price_nano
  FROM jsonb_to_recordset(p_parts) AS part (
    number integer, model_id text, price_version integer, modifiers text[], is_step boolean, input_tokens integer,
    cache_write_5m_tokens integer, cache_write_1h_tokens integer, cache_read_tokens integer, output_tokens integer, price_nano bigint
  );
$$;
