-- Many settles of which some may have been written already or may come late: one by one, in the order given.
CREATE OR REPLACE FUNCTION settle_repeats(
  p_workspace_id uuid[], p_id uuid[], p_key_id uuid[], p_model_id text[], p_price_version integer[], p_outcome text[], p_reason text[],
  p_endpoint text[], p_is_stream boolean[], p_upstream text[], p_upstream_request_id text[], p_http_status integer[], p_stop_reason
  text[], p_input_tokens integer[], p_cache_write_5m_tokens integer[], p_cache_write_1h_tokens integer[], p_cache_read_tokens integer[],
  p_output_tokens integer[], p_thinking_tokens integer[], p_web_searches integer[], p_modifiers text[], p_is_estimated boolean[],
  p_price_nano bigint[], p_upstream_cost_nano bigint[], p_first_byte_ms integer[], p_total_ms integer[],
  OUT kinds text[], OUT charges bigint[], OUT absorbed bigint[], OUT available bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  v_answer record;
BEGIN
  PERFORM FROM wallet WHERE workspace_id = ANY (p_workspace_id) ORDER BY workspace_id FOR UPDATE;
  FOR n IN 1 .. cardinality(p_id) LOOP
    v_answer := settle_one(
      p_workspace_id[n], p_id[n], p_key_id[n], p_model_id[n], p_price_version[n], p_outcome[n], p_reason[n], p_endpoint[n],
      p_is_stream[n], p_upstream[n], p_upstream_request_id[n], p_http_status[n], p_stop_reason[n], p_input_tokens[n],
      p_cache_write_5m_tokens[n], p_cache_write_1h_tokens[n], p_cache_read_tokens[n], p_output_tokens[n], p_thinking_tokens[n],
      p_web_searches[n], p_modifiers[n], p_is_estimated[n], p_price_nano[n], p_upstream_cost_nano[n], p_first_byte_ms[n], p_total_ms[n]);
    kinds[n] := v_answer.kind;
    charges[n] := v_answer.charge;
    absorbed[n] := v_answer.absorbed;
    available[n] := v_answer.available;
  END LOOP;
END $$;
