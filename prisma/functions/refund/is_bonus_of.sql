-- Whether a lot is credit that the operator gave with this top-up: a gift whose reference names it.
CREATE OR REPLACE FUNCTION is_bonus_of(p_kind text, p_reference text, p_topup_id uuid) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT p_kind = 'promo' AND strpos(p_reference, p_topup_id::text) > 0
$$;
