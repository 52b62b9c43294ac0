-- The operator's pages add up the days of all workspaces. Their key begins with one workspace, so they would read the whole table.
CREATE INDEX usage_span_day_idx ON usage_span (start, model_id) WHERE hours = 24;
