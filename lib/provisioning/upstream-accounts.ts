import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { transaction } from "@/lib/platform/prisma";
import type { CheckedAccount } from "@/lib/upstream-accounts/account-shape";
import {
  type AccountFacts,
  type AccountRevision,
  changeAccount,
  createAccount,
  deleteAccount,
  setAccountState,
} from "@/lib/upstream-accounts/change";
import type { AccountState } from "@/lib/upstream-accounts/read-accounts";

/** The admin who does it, and from where. */
export type Actor = { userId: string; ip?: string };

const ACTIONS: Record<AccountState, string> = { enabled: "upstream.enable", draining: "upstream.drain", disabled: "upstream.disable" };

/** Adds an account. Every relaying process is notified of this and of all changes below when they are committed. */
export async function addUpstreamAccount(actor: Actor, account: CheckedAccount, state: AccountState): Promise<string> {
  return transaction(async (tx) => {
    const id = await createAccount(tx, account, state);
    const { kind, name, weight, settings } = account;
    const after = told({ kind, name, weight, settings, state }, true);
    await recordAudit(tx, { ...by(actor), action: "upstream.add", target: `upstream:${id}`, after });
    return id;
  });
}

/** Changes settings, name and weight, and the credentials where new ones are given. */
export async function editUpstreamAccount(actor: Actor, at: AccountRevision, account: CheckedAccount): Promise<void> {
  await transaction(async (tx) => {
    const { before, after } = await changeAccount(tx, at, account);
    await recordAudit(tx, {
      ...by(actor),
      action: account.secrets ? "upstream.rotate" : "upstream.edit",
      target: `upstream:${at.id}`,
      before: told(before),
      after: told(after, account.secrets !== null),
    });
  });
}

export async function moveUpstreamAccount(actor: Actor, at: AccountRevision, state: AccountState): Promise<void> {
  await transaction(async (tx) => {
    const { before, after } = await setAccountState(tx, at, state);
    await recordAudit(tx, {
      ...by(actor),
      action: ACTIONS[state],
      target: `upstream:${at.id}`,
      before: told(before),
      after: told(after),
    });
  });
}

export async function deleteUpstreamAccount(actor: Actor, at: AccountRevision): Promise<void> {
  await transaction(async (tx) => {
    const before = told(await deleteAccount(tx, at));
    await recordAudit(tx, { ...by(actor), action: "upstream.delete", target: `upstream:${at.id}`, before });
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
