-- Every way to end a call writes its event under the wallet's lock, so this sees every settle, sweep and late settle.
CREATE OR REPLACE FUNCTION note_absorbed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE wallet SET owed_nano = owed_nano + NEW.absorbed_nano WHERE workspace_id = NEW.workspace_id;
  RETURN NULL;
END $$;
