import "server-only";
import type { Actor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { auditedKey } from "@/lib/keys/audited-key";
import { assertLive } from "@/lib/keys/change-key";
import type { Key } from "@/lib/keys/key";
import { lockKey } from "@/lib/keys/list-keys";
import { lockActor } from "@/lib/keys/lock-actor";
import { newSecret, shownParts } from "@/lib/keys/secret";
import { hmacOfSecret } from "@/lib/keys/secret-hmac";
import { storeSecret } from "@/lib/keys/store-secret";
import { inTransaction, type Queryable } from "@/lib/platform/postgres";

/** 30 days. */
export const MAX_GRACE_SECONDS = 2_592_000;

/**
 * Gives a key a new secret, which only this answer has, and audits who did. The old secret works for `graceSeconds` more, earlier
 * ones for at most as long: a rotation without grace ends them all. Throws `not_found`, also for another workspace's key,
 * `conflict` for a revoked key, and `unauthenticated` if the actor may not act any more.
 */
export async function rotateKey(
  actor: Actor,
  workspaceId: string,
  keyId: string,
  graceSeconds: number,
): Promise<{ key: Key; secret: string }> {
  return inTransaction(async (on) => {
    await lockActor(on, actor, workspaceId);
    const before = await lockKey(on, workspaceId, keyId);
    assertLive(before.revokedAt);
    const secret = newSecret();
    await replaceSecret(on, { workspaceId, keyId, graceSeconds, secret });
    const key = await lockKey(on, workspaceId, keyId);
    await writeAudit(on, actor, {
      workspaceId,
      action: "key.rotate",
      target: `key:${keyId}`,
      before: { secret: auditedKey(before).secret },
      after: { secret: auditedKey(key).secret, graceSeconds },
    });
    return { key, secret };
  });
}

type Replacement = { workspaceId: string; keyId: string; graceSeconds: number; secret: string };

async function replaceSecret(on: Queryable, { workspaceId, keyId, graceSeconds, secret }: Replacement): Promise<void> {
  const { hmac, pepperVersion } = hmacOfSecret(secret);
  const { prefix, lastFour } = shownParts(secret);
  await storeSecret(on, { hmac, workspaceId, keyId });
  await on.query("SELECT rotate_api_key($1, $2, $3, $4, $5, $6, make_interval(secs => $7))", [
    workspaceId,
    keyId,
    hmac,
    pepperVersion,
    prefix,
    lastFour,
    graceSeconds,
  ]);
}
