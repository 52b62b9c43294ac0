-- A table that can be spread over machines has no triggers: what was written about money stays, since the processes have no right to change it.
DO $$
DECLARE
  v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY['usage_event', 'usage_part', 'usage_move', 'ledger_entry', 'lot_burn'] LOOP
    EXECUTE format('DROP TRIGGER %I ON %I', v_table || '_append_only', v_table);
    EXECUTE format('DROP TRIGGER %I ON %I', v_table || '_never_emptied', v_table);
  END LOOP;
END $$;
