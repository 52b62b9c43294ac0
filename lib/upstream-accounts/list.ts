import "server-only";
import { database } from "@/lib/platform/prisma";
import type { AccountKind, AccountSettings, CredentialKind } from "@/lib/upstream-accounts/account-form";
import { openCredentials, SealError, type SealReason } from "@/lib/upstream-accounts/credentials";
import type { AccountState } from "@/lib/upstream-accounts/read-accounts";

/** An account as an admin may see it: what kind of credentials it has, and nothing of them. */
export type ListedAccount = {
  id: string;
  name: string;
  kind: AccountKind;
  settings: AccountSettings;
  weight: number;
  state: AccountState;
  updatedAt: Date;
  /** Names this state of the account: a change is refused when it is no longer the newest. */
  revision: number;
  /** Null where the credentials do not open, and `sealProblem` says why. */
  credentialKind: CredentialKind | null;
  sealProblem: SealReason | null;
};

/** All accounts, disabled ones too, by name. */
export async function listAccounts(): Promise<ListedAccount[]> {
  const rows = await database().upstreamAccount.findMany({ orderBy: { name: "asc" } });
  return rows.map(({ credentials, createdAt: _, kind, state, settings, ...rest }) => ({
    ...rest,
    kind: kind as AccountKind,
    state: state as AccountState,
    settings: settings as AccountSettings,
    ...shownCredentials(rest.id, kind as AccountKind, credentials),
  }));
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
