-- An order leaves `paid` never, and what it says about money changes never.
CREATE OR REPLACE FUNCTION refuse_unpaying() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (OLD.state = 'paid' AND NEW.state <> 'paid')
    OR (NEW.workspace_id, NEW.id, NEW.amount_cents, NEW.currency) IS DISTINCT FROM (OLD.workspace_id, OLD.id, OLD.amount_cents, OLD.currency)
    OR (OLD.session_id IS NOT NULL AND NEW.session_id IS DISTINCT FROM OLD.session_id) THEN
    RAISE EXCEPTION 'a top-up keeps its money, its session and its payment' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
