-- The processes own no table and may make none. What they may do is in prisma/rights.ts, which every `npm run migrate` applies.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- Partitions belong to the owner. A process asks for the next days, and can neither choose what is made nor reach it directly.
ALTER FUNCTION ensure_usage_partitions(integer) SECURITY DEFINER SET search_path = public, pg_temp;
REVOKE EXECUTE ON FUNCTION ensure_usage_partitions(integer) FROM PUBLIC;

-- The triggers for each row do not see a TRUNCATE.
DO $$
DECLARE
  v_table regclass;
BEGIN
  FOR v_table IN SELECT tgrelid::regclass FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE tgfoid = 'refuse_change()'::regprocedure AND NOT c.relispartition AND NOT tgisinternal
  LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
      v_table || '_never_emptied', v_table);
  END LOOP;
END $$;
