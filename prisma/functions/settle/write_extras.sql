-- Writes what few calls have beside their event: `parts` are the shares of models in the call's price, `moves` are the skipped accounts.
-- For a swept call the same moves already exist: once an answer has begun, its account does not change.
CREATE OR REPLACE FUNCTION write_extras(p_workspace_id uuid, p_call_id uuid, p_is_late boolean, p_extras jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF p_extras ? 'parts' THEN
    INSERT INTO usage_part (
      workspace_id, created_at, call_id, is_late, number, model_id, price_version, modifiers, is_step, input_tokens,
      cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, price_nano
    )
    SELECT p_workspace_id, time_of_id(p_call_id), p_call_id, p_is_late, coalesce(part.number, 0), part.model_id, part.price_version,
      coalesce(part.modifiers, '{}'), part.is_step, part.input_tokens, part.cache_write_5m_tokens, part.cache_write_1h_tokens,
      part.cache_read_tokens, part.output_tokens, part.price_nano
    FROM jsonb_to_recordset(p_extras -> 'parts') AS part (
      number integer, model_id text, price_version integer, modifiers text[], is_step boolean, input_tokens integer,
      cache_write_5m_tokens integer, cache_write_1h_tokens integer, cache_read_tokens integer, output_tokens integer, price_nano bigint
    );
  END IF;
  IF p_extras ? 'moves' THEN
    INSERT INTO usage_move (workspace_id, created_at, call_id, position, upstream, why, label)
    SELECT p_workspace_id, time_of_id(p_call_id), p_call_id, move.position, move.upstream, move.why, move.label
    FROM jsonb_to_recordset(p_extras -> 'moves') AS move (position integer, upstream text, why text, label text)
    ON CONFLICT DO NOTHING;
  END IF;
END $$;
