-- A table that can be spread over machines has no triggers. The functions that write an event or an entry change its wallet themselves.
DROP TRIGGER usage_event_absorbed ON usage_event;
DROP TRIGGER ledger_entry_makes_good ON ledger_entry;
DROP TRIGGER ledger_entry_moves_tier ON ledger_entry;
DROP FUNCTION note_absorbed(), make_owed_good(), lapse_spend_ceiling();
