CREATE TABLE lot_notice (
  workspace_id uuid NOT NULL,
  lot_id uuid NOT NULL,
  days integer NOT NULL CHECK (days > 0),
  announced_at timestamptz(3) NOT NULL,
  PRIMARY KEY (workspace_id, lot_id, days)
);
COMMENT ON TABLE lot_notice IS 'That the owner of a lot was told, so many days before, when it ends. Each notice is given once.';
