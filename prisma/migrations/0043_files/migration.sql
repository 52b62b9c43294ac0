-- Files that customers keep at an account of the operator's. Their content is there alone; here stands whose each one is, where it is,
-- and what it may cost in a prompt.
CREATE TABLE kept_file (
  workspace_id uuid NOT NULL REFERENCES workspace (id),
  -- The upload's request, so that rows are in the order of their time.
  id uuid NOT NULL,
  key_id uuid NOT NULL,
  account_id text NOT NULL,
  -- The account's own name for it; null until its answer has come.
  file_id text,
  name text NOT NULL,
  media_type text NOT NULL DEFAULT '',
  -- While it is on its way: the most that it may come to.
  size_bytes bigint NOT NULL CHECK (size_bytes >= 0),
  -- What it is read as, each null where nobody can say.
  pages integer CHECK (pages >= 0),
  text_tokens integer CHECK (text_tokens >= 0),
  picture_tokens_before_4_7 integer CHECK (picture_tokens_before_4_7 > 0),
  picture_tokens_since_4_7 integer CHECK (picture_tokens_since_4_7 > 0),
  -- Only what a tool made upstream is given out again.
  is_downloadable boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3),
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, file_id)
);
CREATE INDEX kept_file_file_id ON kept_file (file_id);
CREATE INDEX kept_file_on_its_way ON kept_file (created_at) WHERE file_id IS NULL;
CREATE INDEX kept_file_expires_at ON kept_file (expires_at) WHERE expires_at IS NOT NULL;

-- What a workspace's files come to together: the row that uploads at the same moment wait for.
CREATE TABLE file_room (
  workspace_id uuid PRIMARY KEY REFERENCES workspace (id),
  files integer NOT NULL CHECK (files >= 0),
  bytes bigint NOT NULL CHECK (bytes >= 0)
);
