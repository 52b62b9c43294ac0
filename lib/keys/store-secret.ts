import "server-only";
import { AppError } from "@/lib/basics/errors";
import type { Queryable } from "@/lib/platform/postgres";

export type SecretOfKey = { hmac: Buffer; workspaceId: string; keyId: string };

/**
 * Stores which key, or management key, a new secret belongs to: without that nothing finds the key. Call it in the transaction that
 * gives the secret to the key. Throws `conflict` if the secret belongs to a key already.
 */
export async function storeSecret(on: Queryable, { hmac, workspaceId, keyId }: SecretOfKey): Promise<void> {
  const { rowCount } = await on.query(
    "INSERT INTO key_secret (secret_hmac, workspace_id, key_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    [hmac, workspaceId, keyId],
  );
  if (rowCount === 0) throw new AppError("conflict", "The secret was not made, and nothing was changed. Please try again.");
}
