-- A session that was signed out: whoever copied its cookie is signed out too. Kept for as long as such a cookie could be valid.
CREATE TABLE ended_session (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES "user" (id),
  ended_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX ended_session_user_id_idx ON ended_session (user_id);
CREATE INDEX ended_session_ended_at_idx ON ended_session (ended_at);
