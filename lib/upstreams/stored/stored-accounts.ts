import "server-only";
import { env } from "@/lib/platform/env";
import { listen } from "@/lib/platform/listen";
import { log } from "@/lib/platform/log";
import { ACCOUNTS_CHANNEL, isAnyAccountStored, readUpstreamAccounts } from "@/lib/upstream-accounts/read-accounts";
import { UpstreamPool } from "@/lib/upstreams/pool/pool";
import type { PooledAccount } from "@/lib/upstreams/pool/pool-member";
import { PoolHealthWriter } from "@/lib/upstreams/stored/pool-health";

// A change whose notification was lost, or whose reading failed, is seen after so long.
const REREAD_MS = 30_000;

/** The pool of the accounts that the operator stored, kept as they are now. Rejects while Postgres is away. */
export async function openStoredPool(instance: string): Promise<{ pool: UpstreamPool; close(): Promise<void> }> {
  const pool = new UpstreamPool(await storedAccounts(), { routing: env.UPSTREAM_ROUTING });
  const refresh = () => {
    storedAccounts()
      .then((accounts) => pool.replace(accounts))
      .catch((error) => log.error({ event: "upstreams.accounts_unread", err: error }, "upstream accounts could not be read again"));
  };
  const unlisten = listen(ACCOUNTS_CHANNEL, refresh, refresh);
  const timer = setInterval(refresh, REREAD_MS).unref();
  const health = new PoolHealthWriter(pool, instance);
  return {
    pool,
    async close() {
      clearInterval(timer);
      unlisten();
      await health.close();
      await pool.close();
    },
  };
}

/** The accounts that calls may be sent to, draining ones too. Rejects while Postgres is away. */
export async function storedAccounts(): Promise<PooledAccount[]> {
  const stored = await readUpstreamAccounts();
  // One that was switched off is not to be replaced by another behind the operator's back.
  if (stored.length === 0) return (await isAnyAccountStored()) ? [] : [environmentAccount()];
  return stored.map(({ id, weight, state, account }) => ({ id, weight, isDraining: state === "draining", account }));
}

/** Where none is stored: the account of the environment, which is the stand-in's in the sandbox. */
export function environmentAccount(): PooledAccount {
  const { ANTHROPIC_API_KEY: secret = "", ANTHROPIC_BASE_URL: baseUrl } = env;
  return { id: "environment", weight: 1, isDraining: false, account: { kind: "claude-api", name: "claude-api", secret, baseUrl } };
}
