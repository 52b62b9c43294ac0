-- With the outcome before the time, the calls of one outcome are neighbours in the order of the list: those of the others are not read.
DROP INDEX usage_event_unusual_idx;
CREATE INDEX usage_event_unusual_idx ON usage_event (workspace_id, outcome, created_at, id)
  INCLUDE (is_late, key_id, model_id, charge_nano) WHERE outcome <> 'settled';
