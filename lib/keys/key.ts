import type { KeyLimits } from "@/lib/keys/key-limits";

/** A secret that a rotation has replaced and that still works. */
type RetiringSecret = { prefix: string; lastFour: string; worksUntil: Date };

export type Key = {
  id: string;
  name: string;
  prefix: string;
  lastFour: string;
  createdAt: Date;
  /** To the minute; null when the key was never used. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  limits: KeyLimits;
  /** Sorted by their end, the soonest first. */
  retiring: RetiringSecret[];
};

export const KEY_COLUMNS = `id, name, prefix, last_four, created_at, last_used_at, revoked_at, budget_nano, budget_period,
  requests_per_minute, tokens_per_minute, allowed_models, allowed_addresses, expires_at,
  (SELECT coalesce(json_agg(json_build_array(r.prefix, r.last_four, r.works_until) ORDER BY r.works_until), '[]')
   FROM retiring_secret r WHERE r.workspace_id = api_key.workspace_id AND r.key_id = api_key.id
     AND r.works_until > now() AND api_key.revoked_at IS NULL) AS retiring`;

export type KeyRow = {
  id: string;
  name: string;
  prefix: string;
  last_four: string;
  created_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
  budget_nano: bigint | null;
  budget_period: string | null;
  requests_per_minute: number | null;
  tokens_per_minute: number | null;
  allowed_models: string[];
  allowed_addresses: string[];
  expires_at: Date | null;
  retiring: [string, string, string][];
};

export function keyOfRow(row: KeyRow): Key {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    lastFour: row.last_four,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
    limits: {
      budgetNano: row.budget_nano,
      budgetPeriod: row.budget_period,
      requestsPerMinute: row.requests_per_minute,
      tokensPerMinute: row.tokens_per_minute,
      allowedModels: row.allowed_models,
      allowedAddresses: row.allowed_addresses,
      expiresAt: row.expires_at,
    },
    retiring: row.retiring.map(([prefix, lastFour, worksUntil]) => ({ prefix, lastFour, worksUntil: new Date(worksUntil) })),
  };
}
