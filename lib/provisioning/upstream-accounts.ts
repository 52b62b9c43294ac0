import "server-only";
import type { CheckedAccount } from "@/lib/accounts/account-shape";
import {
  type AccountFacts,
  type AccountRevision,
  changeAccount,
  createAccount,
  deleteAccount,
  setAccountState,
} from "@/lib/accounts/change";
import type { AccountState } from "@/lib/accounts/read-accounts";
import { recordAudit } from "@/lib/audit/record";
import { database } from "@/lib/db";

/** The admin who does it, and from where. */
export type Actor = { userId: string; ip?: string };

const ACTIONS: Record<AccountState, string> = { enabled: "upstream.enable", draining: "upstream.drain", disabled: "upstream.disable" };

/** Adds an account. Every relaying process hears of this and of all changes below when they are committed. */
export async function addUpstreamAccount(actor: Actor, account: CheckedAccount, state: AccountState): Promise<string> {
  return database().$transaction(async (transaction) => {
    const id = await createAccount(transaction, account, state);
    const { kind, name, weight, settings } = account;
    const after = told({ kind, name, weight, settings, state }, true);
    await recordAudit(transaction, { ...by(actor), action: "upstream.add", target: `upstream:${id}`, after });
    return id;
  });
}

/** Changes settings, name and weight, and the credentials where new ones are given. */
export async function editUpstreamAccount(actor: Actor, at: AccountRevision, account: CheckedAccount): Promise<void> {
  await database().$transaction(async (transaction) => {
    const { before, after } = await changeAccount(transaction, at, account);
    await recordAudit(transaction, {
      ...by(actor),
      action: account.secrets ? "upstream.rotate" : "upstream.edit",
      target: `upstream:${at.id}`,
      before: told(before),
      after: told(after, account.secrets !== null),
    });
  });
}

export async function moveUpstreamAccount(actor: Actor, at: AccountRevision, state: AccountState): Promise<void> {
  await database().$transaction(async (transaction) => {
    const { before, after } = await setAccountState(transaction, at, state);
    await recordAudit(transaction, {
      ...by(actor),
      action: ACTIONS[state],
      target: `upstream:${at.id}`,
      before: told(before),
      after: told(after),
    });
  });
}

export async function deleteUpstreamAccount(actor: Actor, at: AccountRevision): Promise<void> {
  await database().$transaction(async (transaction) => {
    const before = told(await deleteAccount(transaction, at));
    await recordAudit(transaction, { ...by(actor), action: "upstream.delete", target: `upstream:${at.id}`, before });
  });
}

function by({ userId, ip }: Actor) {
  return { actorUserId: userId, ip };
}

/** The facts in the order in which they are read, and whether credentials came with them: never which. */
function told({ name, kind, state, weight, settings }: AccountFacts, hasNewCredentials = false) {
  const plain = JSON.parse(JSON.stringify(settings));
  return { name, kind, state, weight, settings: plain, ...(hasNewCredentials && { credentials: "new" }) };
}
