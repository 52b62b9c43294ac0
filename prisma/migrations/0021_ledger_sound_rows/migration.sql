-- What the tables refuse is as before, said in one constraint for each. Postgres reads the text of every constraint anew for
-- each statement that writes: fourteen of them took a fifth of a lone settle. The text of a call to a plpgsql function is
-- short, and its body is compiled once a connection. A condition that is to be stricter needs a function with another name:
-- rows that are already there are checked when a constraint is added, not when a function is replaced.
CREATE FUNCTION is_sound_wallet(p_available bigint, p_held bigint, p_spent bigint, p_burned bigint, p_debt bigint)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN p_available >= 0 AND p_held >= 0 AND p_burned BETWEEN 0 AND p_spent AND p_debt >= 0;
END $$;

CREATE FUNCTION is_sound_event(
  p_outcome text, p_input_tokens integer, p_cache_write_5m_tokens integer, p_cache_write_1h_tokens integer, p_cache_read_tokens integer,
  p_output_tokens integer, p_web_searches integer, p_hold bigint, p_price bigint, p_charge bigint, p_absorbed bigint
) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN p_outcome IN ('settled', 'released', 'expired', 'settled_late', 'settled_partial')
    AND p_input_tokens >= 0 AND p_cache_write_5m_tokens >= 0 AND p_cache_write_1h_tokens >= 0 AND p_cache_read_tokens >= 0
    AND p_output_tokens >= 0 AND p_web_searches >= 0
    AND p_hold >= 0 AND p_charge >= 0 AND p_absorbed >= 0 AND p_charge + p_absorbed = p_price;
END $$;

ALTER TABLE wallet
  DROP CONSTRAINT wallet_available_nano_check,
  DROP CONSTRAINT wallet_held_nano_check,
  DROP CONSTRAINT wallet_spent_total_nano_check,
  DROP CONSTRAINT wallet_check,
  DROP CONSTRAINT wallet_debt_nano_check,
  ADD CONSTRAINT wallet_is_sound CHECK (is_sound_wallet(available_nano, held_nano, spent_total_nano, burned_total_nano, debt_nano));

ALTER TABLE hold
  DROP CONSTRAINT hold_amount_nano_check,
  DROP CONSTRAINT hold_checkpoint_nano_check,
  ADD CONSTRAINT hold_is_sound CHECK (amount_nano > 0 AND checkpoint_nano >= 0);

ALTER TABLE usage_event
  DROP CONSTRAINT usage_event_outcome_check,
  DROP CONSTRAINT usage_event_input_tokens_check,
  DROP CONSTRAINT usage_event_cache_write_5m_tokens_check,
  DROP CONSTRAINT usage_event_cache_write_1h_tokens_check,
  DROP CONSTRAINT usage_event_cache_read_tokens_check,
  DROP CONSTRAINT usage_event_output_tokens_check,
  DROP CONSTRAINT usage_event_web_searches_check,
  DROP CONSTRAINT usage_event_hold_nano_check,
  DROP CONSTRAINT usage_event_price_nano_check,
  DROP CONSTRAINT usage_event_charge_nano_check,
  DROP CONSTRAINT usage_event_absorbed_nano_check,
  DROP CONSTRAINT usage_event_check,
  ADD CONSTRAINT usage_event_is_sound CHECK (is_sound_event(
    outcome, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, web_searches, hold_nano,
    price_nano, charge_nano, absorbed_nano));
