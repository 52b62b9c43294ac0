import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { AppError } from "@/lib/basics/errors";
import { newId } from "@/lib/basics/ids";
import { validName } from "@/lib/keys/key-name";
import { lockActor } from "@/lib/keys/lock-actor";
import { newManagementSecret, shownParts } from "@/lib/keys/secret";
import { hmacOfSecret } from "@/lib/keys/secret-hmac";
import { storeSecret } from "@/lib/keys/store-secret";
import { inTransaction } from "@/lib/platform/postgres";

export type CreatedManagementKey =
  | { kind: "created"; id: string; name: string; secret: string }
  | { kind: "already_created"; id: string; name: string };

/**
 * Makes a management key and audits who did. Only a person may: a key that made others like itself could never be revoked. Only this
 * answer has the secret. A form that is sent again finds the key that it made. Throws `invalid_request`, and `unauthenticated` if the
 * session has ended.
 */
export async function createManagementKey(
  actor: PersonActor,
  workspaceId: string,
  wanted: { name: string; submissionKey: string },
): Promise<CreatedManagementKey> {
  const name = validName(wanted.name);
  const secret = newManagementSecret();
  const { hmac, pepperVersion } = hmacOfSecret(secret);
  const { prefix, lastFour } = shownParts(secret);
  const id = newId();
  return inTransaction(async (on) => {
    await lockActor(on, actor, workspaceId);
    const made = await on.query(
      `INSERT INTO management_key (workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four, created_by, submission_key)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (workspace_id, submission_key) DO NOTHING`,
      [workspaceId, id, name, hmac, pepperVersion, prefix, lastFour, actor.userId, wanted.submissionKey],
    );
    if (made.rowCount === 1) {
      await storeSecret(on, { hmac, workspaceId, keyId: id });
      await writeAudit(on, actor, { workspaceId, action: "management_key.create", target: `management_key:${id}`, after: { name } });
      return { kind: "created", id, name, secret };
    }
    const { rows } = await on.query<{ id: string; name: string }>(
      "SELECT id, name FROM management_key WHERE workspace_id = $1 AND submission_key = $2",
      [workspaceId, wanted.submissionKey],
    );
    if (!rows[0]) throw new AppError("conflict", "The key was not made. Please try again.");
    return { kind: "already_created", ...rows[0] };
  });
}

/** Revokes a management key and audits who did. A repeat writes nothing. Throws `not_found`, also for another workspace's key. */
export async function revokeManagementKey(actor: PersonActor, workspaceId: string, id: string): Promise<void> {
  await inTransaction(async (on) => {
    const { rowCount } = await on.query(
      "UPDATE management_key SET revoked_at = now() WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL",
      [workspaceId, id],
    );
    if (rowCount === 1) {
      await writeAudit(on, actor, { workspaceId, action: "management_key.revoke", target: `management_key:${id}` });
      return;
    }
    const known = await on.query("SELECT FROM management_key WHERE workspace_id = $1 AND id = $2", [workspaceId, id]);
    if (known.rowCount === 0) throw new AppError("not_found", "There is no such key.");
  });
}
