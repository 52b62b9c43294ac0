-- A unique key of a table that can be spread over machines begins with the workspace.
ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_reference_key, ADD CONSTRAINT ledger_entry_reference_key UNIQUE (workspace_id, reference);
ALTER TABLE credit_lot DROP CONSTRAINT credit_lot_reference_key, ADD CONSTRAINT credit_lot_reference_key UNIQUE (workspace_id, reference);
