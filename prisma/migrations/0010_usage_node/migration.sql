-- Transaction ids of two machines cannot be compared: each machine has a watermark of its own.
ALTER TABLE usage_watermark
  ADD COLUMN node integer NOT NULL DEFAULT 0,
  DROP CONSTRAINT usage_watermark_pkey,
  DROP COLUMN is_only,
  ADD CONSTRAINT usage_watermark_pkey PRIMARY KEY (node);
COMMENT ON COLUMN usage_watermark.node IS 'The database machine whose transactions are meant, as database_node() says it.';
COMMENT ON TABLE usage_watermark IS 'Events of transactions before this one are in usage_rollup, all others are not: no event is in both or in neither. One row for each database machine.';
