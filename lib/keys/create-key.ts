import "server-only";
import type { Actor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { AppError } from "@/lib/basics/errors";
import { newId } from "@/lib/basics/ids";
import { auditedKey } from "@/lib/keys/audited-key";
import type { Key } from "@/lib/keys/key";
import { type KeyLimits, limitValues, NO_LIMITS } from "@/lib/keys/key-limits";
import { validName } from "@/lib/keys/key-name";
import { lockKey } from "@/lib/keys/list-keys";
import { lockActor } from "@/lib/keys/lock-actor";
import { newSecret, shownParts } from "@/lib/keys/secret";
import { hmacOfSecret } from "@/lib/keys/secret-hmac";
import { storeSecret } from "@/lib/keys/store-secret";
import { inTransaction, type Queryable } from "@/lib/platform/postgres";

export type NewKey = { name: string; submissionKey?: string; limits?: KeyLimits };
export type CreatedKey = { kind: "created"; key: Key; secret: string } | { kind: "already_created"; key: Key };

/**
 * Makes a key, whose limits apply from the first call on, and audits who did. Only this answer has the secret. A form that is sent
 * again finds the key that it made, without its secret. Throws `invalid_request` for an empty or overlong name, and
 * `unauthenticated` if the actor may not act any more.
 */
export async function createKey(actor: Actor, workspaceId: string, wanted: NewKey): Promise<CreatedKey> {
  const name = validName(wanted.name);
  return inTransaction(async (on) => {
    await lockActor(on, actor, workspaceId);
    const secret = newSecret();
    const id = await insertKey(on, workspaceId, { ...wanted, name, secret, createdBy: actor.userId });
    if (id === null) return { kind: "already_created", key: await submittedKey(on, workspaceId, wanted.submissionKey) };
    const key = await lockKey(on, workspaceId, id);
    await writeAudit(on, actor, { workspaceId, action: "key.create", target: `key:${id}`, after: auditedKey(key) });
    return { kind: "created", key, secret };
  });
}

/** Null if the form has already made one. */
async function insertKey(
  on: Queryable,
  workspaceId: string,
  { name, secret, createdBy, submissionKey, limits = NO_LIMITS }: NewKey & { secret: string; createdBy: string | null },
): Promise<string | null> {
  const { hmac, pepperVersion } = hmacOfSecret(secret);
  const { prefix, lastFour } = shownParts(secret);
  const id = newId();
  const made = await on.query(
    `INSERT INTO api_key (workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four, created_by, submission_key,
       budget_nano, budget_period, requests_per_minute, tokens_per_minute, allowed_models, allowed_addresses, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING`,
    [workspaceId, id, name, hmac, pepperVersion, prefix, lastFour, createdBy, submissionKey ?? null, ...limitValues(limits)],
  );
  if (made.rowCount === 0) return null;
  // No process has to be notified: until this answer nobody could ask for the secret.
  await storeSecret(on, { hmac, workspaceId, keyId: id });
  return id;
}

async function submittedKey(on: Queryable, workspaceId: string, submissionKey: string | undefined): Promise<Key> {
  const { rows } = await on.query<{ id: string }>("SELECT id FROM api_key WHERE workspace_id = $1 AND submission_key = $2", [
    workspaceId,
    submissionKey,
  ]);
  if (!rows[0]) throw new AppError("conflict", "The key was not made. Please try again.");
  return lockKey(on, workspaceId, rows[0].id);
}
