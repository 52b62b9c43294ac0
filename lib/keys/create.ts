import "server-only";
import { AppError } from "@/lib/basics/errors";
import { newId } from "@/lib/basics/ids";
import { hmacOfSecret } from "@/lib/keys/hmac";
import type { KeyLimits } from "@/lib/keys/key-limits";
import { newSecret, shownParts } from "@/lib/keys/secret";
import { postgres, type Queryable } from "@/lib/platform/postgres";

export type NewKey = { name: string; createdBy: string | null; submissionKey?: string; limits?: KeyLimits };
export type CreatedKey =
  | { kind: "created"; id: string; name: string; secret: string }
  | { kind: "already_created"; id: string; name: string };

/**
 * Makes a key. The secret is in this answer and nowhere else. A form that is sent again finds the key that it made,
 * without its secret. Throws `invalid_request` for an empty or overlong name.
 */
export async function createKey(workspaceId: string, input: NewKey, on: Queryable = postgres()): Promise<CreatedKey> {
  const name = validName(input.name);
  const secret = newSecret();
  const { hmac, pepperVersion } = hmacOfSecret(secret);
  const { prefix, lastFour } = shownParts(secret);
  const id = newId();
  const { limits, submissionKey = null } = input;
  const made = await on.query(
    `INSERT INTO api_key (workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four, created_by, submission_key,
       budget_nano, budget_period, requests_per_minute, tokens_per_minute, allowed_models, allowed_addresses, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING`,
    [workspaceId, id, name, hmac, pepperVersion, prefix, lastFour, input.createdBy, submissionKey, ...limitValues(limits ?? NO_LIMITS)],
  );
  if (made.rowCount === 1) return { kind: "created", id, name, secret };
  const { rows } = await on.query<{ id: string; name: string }>(
    "SELECT id, name FROM api_key WHERE workspace_id = $1 AND submission_key = $2",
    [workspaceId, submissionKey],
  );
  if (!rows[0]) throw new AppError("conflict", "The key was not made. Please try again.");
  return { kind: "already_created", id: rows[0].id, name: rows[0].name };
}

/** The name as it is kept. Throws `invalid_request`. */
export function validName(text: string): string {
  const name = text.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Postgres has no text with a zero byte, and nobody can read the others
  if (name.length === 0 || name.length > 80 || /[\u0000-\u001f\u007f]/.test(name)) {
    throw new AppError("invalid_request", "A key's name has 1 to 80 characters.", { param: "name" });
  }
  return name;
}

export const NO_LIMITS: KeyLimits = {
  budgetNano: null,
  budgetPeriod: null,
  requestsPerMinute: null,
  tokensPerMinute: null,
  allowedModels: [],
  allowedAddresses: [],
  expiresAt: null,
};

/** In the order of the columns: budget and its period, both rates, models, addresses, expiry. */
export function limitValues(limits: KeyLimits): unknown[] {
  return [
    limits.budgetNano,
    limits.budgetPeriod,
    limits.requestsPerMinute,
    limits.tokensPerMinute,
    limits.allowedModels,
    limits.allowedAddresses,
    limits.expiresAt,
  ];
}
