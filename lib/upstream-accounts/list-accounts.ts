import "server-only";
import { postgres } from "@/lib/platform/postgres";
import type { AccountKind, AccountSettings, CredentialKind } from "@/lib/upstream-accounts/account-form";
import { openCredentials, SealError, type SealReason } from "@/lib/upstream-accounts/credentials";
import type { AccountState } from "@/lib/upstream-accounts/read-accounts";

/** An account as an admin may see it: with the kind of its credentials, but not the credentials. */
export type ListedAccount = {
  id: string;
  name: string;
  kind: AccountKind;
  settings: AccountSettings;
  weight: number;
  state: AccountState;
  updatedAt: Date;
  /** Identifies this state of the account: a change of an older revision is refused. */
  revision: number;
  /** Null if the credentials do not open; `sealProblem` says why. */
  credentialKind: CredentialKind | null;
  sealProblem: SealReason | null;
};

type StoredRow = Omit<ListedAccount, "credentialKind" | "sealProblem"> & { credentials: Buffer };

/** All accounts, disabled ones too, by name. */
export async function listAccounts(): Promise<ListedAccount[]> {
  const { rows } = await postgres().query<StoredRow>(
    `SELECT id, name, kind, settings, credentials, weight, state, updated_at AS "updatedAt", revision FROM upstream_account ORDER BY name`,
  );
  return rows.map(({ credentials, ...rest }) => ({ ...rest, ...shownCredentials(rest.id, rest.kind, credentials) }));
}

function shownCredentials(id: string, kind: AccountKind, sealed: Uint8Array): Pick<ListedAccount, "credentialKind" | "sealProblem"> {
  try {
    const secrets = openCredentials({ id, kind }, sealed);
    const credentialKind = "secret" in secrets ? "secret" : (secrets.credentials as { kind: CredentialKind }).kind;
    return { credentialKind, sealProblem: null };
  } catch (error) {
    if (error instanceof SealError) return { credentialKind: null, sealProblem: error.reason };
    throw error;
  }
}
