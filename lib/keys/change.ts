import "server-only";
import { AppError } from "@/lib/basics/errors";
import { limitValues, validName } from "@/lib/keys/create";
import type { KeyLimits } from "@/lib/keys/key-limits";
import { lockKey } from "@/lib/keys/list";
import type { Queryable } from "@/lib/platform/postgres";

/** What is absent stays as it is. */
export type KeyChange = { name?: string; limits?: Partial<KeyLimits> };

/**
 * Gives a key another name or other limits; each process is notified within a second. Throws `not_found`, also for the key
 * of another workspace, `invalid_request`, and `conflict` for a revoked key.
 */
export async function changeKey(on: Queryable, workspaceId: string, keyId: string, change: KeyChange): Promise<void> {
  const key = await lockKey(on, workspaceId, keyId);
  assertLive(key.revokedAt);
  const name = change.name === undefined ? key.name : validName(change.name);
  await on.query(
    `UPDATE api_key SET name = $3, budget_nano = $4, budget_period = $5, requests_per_minute = $6, tokens_per_minute = $7,
       allowed_models = $8, allowed_addresses = $9, expires_at = $10 WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, keyId, name, ...limitValues({ ...key.limits, ...change.limits })],
  );
}

/** Throws `conflict` for a key that was revoked. */
export function assertLive(revokedAt: Date | null): void {
  if (revokedAt) throw new AppError("conflict", "This key is revoked: that is final, and nothing of it was changed.");
}
