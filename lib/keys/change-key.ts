import "server-only";
import type { Actor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { AppError } from "@/lib/basics/errors";
import { auditedKey } from "@/lib/keys/audited-key";
import type { Key } from "@/lib/keys/key";
import { type KeyLimits, limitValues } from "@/lib/keys/key-limits";
import { validName } from "@/lib/keys/key-name";
import { lockKey } from "@/lib/keys/list-keys";
import { inTransaction } from "@/lib/platform/postgres";

/** Absent fields stay as they are. */
export type KeyChange = { name?: string; limits?: Partial<KeyLimits> };

/**
 * Changes a key's name or limits, and audits who did. Each process is notified within a second. Throws `not_found`, also for
 * another workspace's key, `invalid_request`, and `conflict` for a revoked key.
 */
export async function changeKey(actor: Actor, workspaceId: string, keyId: string, change: KeyChange): Promise<Key> {
  return inTransaction(async (on) => {
    const before = await lockKey(on, workspaceId, keyId);
    assertLive(before.revokedAt);
    const name = change.name === undefined ? before.name : validName(change.name);
    await on.query("SELECT change_api_key($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", [
      workspaceId,
      keyId,
      name,
      ...limitValues({ ...before.limits, ...change.limits }),
    ]);
    const key = await lockKey(on, workspaceId, keyId);
    const target = `key:${keyId}`;
    await writeAudit(on, actor, { workspaceId, action: "key.change", target, before: auditedKey(before), after: auditedKey(key) });
    return key;
  });
}

/** Throws `conflict` for a revoked key. */
export function assertLive(revokedAt: Date | null): void {
  if (revokedAt) throw new AppError("conflict", "This key is revoked for good. Nothing was changed.");
}
