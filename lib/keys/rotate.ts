import "server-only";
import type { Actor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { auditedKey } from "@/lib/keys/audited-key";
import { assertLive } from "@/lib/keys/change";
import { hmacOfSecret } from "@/lib/keys/hmac";
import { holdActor } from "@/lib/keys/hold-actor";
import type { Key } from "@/lib/keys/key";
import { lockKey } from "@/lib/keys/list";
import { newSecret, shownParts } from "@/lib/keys/secret";
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
    await holdActor(on, actor);
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
  await on.query("DELETE FROM retiring_secret WHERE workspace_id = $1 AND key_id = $2 AND works_until < now()", [workspaceId, keyId]);
  const grace = "now() + make_interval(secs => $3)";
  await on.query(`UPDATE retiring_secret SET works_until = least(works_until, ${grace}) WHERE workspace_id = $1 AND key_id = $2`, [
    workspaceId,
    keyId,
    graceSeconds,
  ]);
  await on.query(
    `INSERT INTO retiring_secret (workspace_id, key_id, secret_hmac, pepper_version, prefix, last_four, works_until)
     SELECT workspace_id, id, secret_hmac, pepper_version, prefix, last_four, ${grace} FROM api_key WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, keyId, graceSeconds],
  );
  // Last, since it makes every process read the key again, with the secrets above.
  await on.query(
    "UPDATE api_key SET secret_hmac = $3, pepper_version = $4, prefix = $5, last_four = $6 WHERE workspace_id = $1 AND id = $2",
    [workspaceId, keyId, hmac, pepperVersion, prefix, lastFour],
  );
}
