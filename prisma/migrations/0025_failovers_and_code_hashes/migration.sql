-- A call that finds an account cooling writes a row as well, and there can be a million of these in an hour. Only failures are listed.
DROP INDEX usage_move_upstream_idx;
CREATE INDEX usage_move_failover_idx ON usage_move (upstream, created_at) WHERE why = 'failover';

-- A code has 100 random bits, which nobody guesses from a hash. Without a pepper, codes outlive its change.
ALTER TABLE redemption_code RENAME COLUMN code_hmac TO code_hash;
ALTER TABLE code_redemption RENAME COLUMN code_hmac TO code_hash;
COMMENT ON TABLE redemption_code IS 'What is left of each code. Only its SHA-256 is stored, so a read of this table gives nobody credit.';
