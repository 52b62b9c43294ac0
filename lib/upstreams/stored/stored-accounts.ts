import "server-only";
import { env } from "@/lib/platform/env";
import { listen } from "@/lib/platform/listen-connection";
import { log } from "@/lib/platform/log";
import { ACCOUNTS_CHANNEL, isAnyAccountStored, readUpstreamAccounts } from "@/lib/upstream-accounts/read-accounts";
import { UpstreamPool } from "@/lib/upstreams/pool/pool";
import type { PooledAccount } from "@/lib/upstreams/pool/pool-member";
import { PoolHealthWriter } from "@/lib/upstreams/stored/pool-health";

// A lost notification or a failed read of a change is made up for after this time.
const REREAD_MS = 30_000;

/** The pool of the accounts that the operator stored; it follows every change. Rejects while Postgres is unreachable. */
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

/** The accounts that may take calls, including draining ones. Rejects while Postgres is unreachable. */
export async function storedAccounts(): Promise<PooledAccount[]> {
  const stored = await readUpstreamAccounts();
  // A disabled account must not be replaced by another behind the operator's back.
  if (stored.length === 0) return (await isAnyAccountStored()) ? [] : [environmentAccount()];
  return stored.map(({ id, weight, state, account }) => ({ id, weight, isDraining: state === "draining", account }));
}

/** Used when no account is stored: the account of the environment, which is the stand-in's in the sandbox. */
export function environmentAccount(): PooledAccount {
  const { ANTHROPIC_API_KEY: secret = "", ANTHROPIC_BASE_URL: baseUrl } = env;
  return { id: "environment", weight: 1, isDraining: false, account: { kind: "claude-api", name: "claude-api", secret, baseUrl } };
}
