-- The failures of one upstream account, the newest first. Only a call that an account failed at has a row here, so few calls write it.
CREATE INDEX usage_move_upstream_idx ON usage_move (upstream, created_at);

CREATE TABLE usage_cost_day (
  start timestamp(3) with time zone NOT NULL,
  model_id text NOT NULL,
  node integer NOT NULL,
  upstream_cost_nano bigint NOT NULL,
  CONSTRAINT usage_cost_day_pkey PRIMARY KEY (start, model_id, node)
);
COMMENT ON TABLE usage_cost_day IS 'What the upstreams billed for the calls of all workspaces, by day of UTC, model and database machine. Written together with usage_rollup, from the same events.';

-- What the roll-ups have already; no roll-up runs meanwhile.
SELECT FROM usage_watermark FOR UPDATE;
INSERT INTO usage_cost_day (start, model_id, node, upstream_cost_nano)
SELECT date_trunc('day', event.created_at, 'UTC'), event.model_id, mark.node,
  sum(coalesce(event.upstream_cost_nano, 0) - coalesce(first.upstream_cost_nano, 0))
FROM usage_watermark mark
JOIN usage_event event ON event.xid < mark.rolled_before
LEFT JOIN usage_event first ON event.is_late AND NOT first.is_late AND first.workspace_id = event.workspace_id
  AND first.created_at = event.created_at AND first.id = event.id
WHERE mark.node = 0
GROUP BY 1, 2, 3;
