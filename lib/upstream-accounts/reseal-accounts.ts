import "server-only";
import { log } from "@/lib/platform/log";
import { postgres } from "@/lib/platform/postgres";
import { openCredentials, SealError, type SealedFor, sealCredentials } from "@/lib/upstream-accounts/credentials";
import { type SealingKeys, sealingKeys } from "@/lib/upstream-accounts/sealing-keys";

// Four bytes of a sealed text are the id of its key.
const FOREIGN = "SELECT id, kind, credentials FROM upstream_account WHERE substring(credentials FROM 2 FOR 4) <> $1";
// Credentials that were replaced meanwhile are already sealed with the new key.
const RESEAL = "UPDATE upstream_account SET credentials = $3 WHERE id = $1 AND credentials = $2";

/** Reseals credentials of an older key with the newest key. Returns how many. Those that do not open stay as they are. */
export async function resealAccounts(keys: SealingKeys = sealingKeys()): Promise<number> {
  const [newest] = keys;
  if (!newest) return 0;
  const { rows } = await postgres().query<SealedFor & { credentials: Buffer }>(FOREIGN, [newest.id]);
  let resealed = 0;
  for (const { id, kind, credentials } of rows) {
    try {
      const resealedText = sealCredentials({ id, kind }, openCredentials({ id, kind }, credentials, keys), keys);
      const { rowCount } = await postgres().query(RESEAL, [id, credentials, resealedText]);
      resealed += rowCount ?? 0;
    } catch (error) {
      // Every reader of the accounts reports it too.
      if (!(error instanceof SealError)) throw error;
    }
  }
  if (resealed > 0)
    log.info({ event: "upstreams.accounts_resealed", accounts: resealed }, "upstream accounts were sealed again with the newest key");
  return resealed;
}
