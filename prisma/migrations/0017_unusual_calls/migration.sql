-- Calls that failed, expired or were charged in part are few, and people look for just these. A settled call pays for no entry here.
CREATE INDEX usage_event_unusual_idx ON usage_event (workspace_id, created_at, id, outcome) WHERE outcome <> 'settled';
