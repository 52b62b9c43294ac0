import "server-only";
import { log } from "@/lib/platform/log";
import { postgres } from "@/lib/platform/postgres";
import { openCredentials } from "@/lib/upstream-accounts/credentials";
import type { UpstreamAccount } from "@/lib/upstreams/account";

/** Notified whenever an account was added, changed or deleted. */
export const ACCOUNTS_CHANNEL = "relais_accounts";

/** A `draining` account gets no new calls and finishes those in flight. A `disabled` account is unknown to the relay. */
export type AccountState = "enabled" | "draining" | "disabled";

/** An account as the pool uses it, with its credentials in clear text: never log one. */
export type StoredAccount = { id: string; weight: number; state: AccountState; account: UpstreamAccount };

type AccountRow = {
  id: string;
  name: string;
  kind: UpstreamAccount["kind"];
  settings: object;
  credentials: Buffer;
  weight: number;
  state: AccountState;
};

const READ = "SELECT id, name, kind, settings, credentials, weight, state FROM upstream_account";

/**
 * The enabled and draining accounts, by name. An account with credentials that do not open is left out and logged; the others
 * are not affected. Rejects while Postgres is away.
 */
export async function readUpstreamAccounts(): Promise<StoredAccount[]> {
  const { rows } = await postgres().query<AccountRow>(`${READ} WHERE state <> 'disabled' ORDER BY name`);
  return rows.flatMap((row) => {
    try {
      return [storedAccount(row)];
    } catch (error) {
      log.error(
        { event: "upstreams.credentials_sealed", err: error, upstreamAccount: row.name },
        "an upstream account cannot be used: its credentials do not open",
      );
      return [];
    }
  });
}

/** False until the operator stores the first account, in whatever state. */
export async function isAnyAccountStored(): Promise<boolean> {
  const { rows } = await postgres().query<{ found: boolean }>("SELECT EXISTS (SELECT FROM upstream_account) AS found");
  return rows[0]?.found ?? false;
}

/** One account, in any state; null if there is none. Throws `SealError` if its credentials do not open. */
export async function readUpstreamAccount(id: string): Promise<StoredAccount | null> {
  const { rows } = await postgres().query<AccountRow>(`${READ} WHERE id = $1`, [id]);
  return rows[0] ? storedAccount(rows[0]) : null;
}

function storedAccount({ id, name, kind, settings, credentials, weight, state }: AccountRow): StoredAccount {
  // Settings and credentials were checked against the kind's own shape before they were written.
  const account = { ...settings, ...openCredentials({ id, kind }, credentials), name, kind } as UpstreamAccount;
  return { id, weight, state, account };
}
