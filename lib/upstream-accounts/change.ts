import "server-only";
import { AppError } from "@/lib/basics/errors";
import { newId } from "@/lib/basics/ids";
import type { Transaction } from "@/lib/platform/transaction";
import type { AccountKind, AccountSettings } from "@/lib/upstream-accounts/account-form";
import type { CheckedAccount } from "@/lib/upstream-accounts/account-shape";
import { sealCredentials } from "@/lib/upstream-accounts/credentials";
import type { AccountState } from "@/lib/upstream-accounts/read-accounts";

/** The account that was looked at when the change was decided on. */
export type AccountRevision = { id: string; revision: number };

/** What others may know of an account: all but its credentials. */
export type AccountFacts = { name: string; kind: string; settings: AccountSettings; weight: number; state: string };
export type AccountChange = { before: AccountFacts; after: AccountFacts };

const FACTS = { name: true, kind: true, settings: true, weight: true, state: true } as const;

/** Throws `invalid_request` with `name` as param when there is one of that name, and `SealError` without a key. */
export async function createAccount(transaction: Transaction, account: CheckedAccount, state: AccountState): Promise<string> {
  const { kind, name, weight, settings, secrets } = account;
  if (!secrets)
    throw new AppError("invalid_request", "The account was not added: its credentials are missing.", { param: "credentialKind" });
  const id = newId();
  const credentials = sealCredentials({ id, kind }, secrets);
  const data = { id, name, kind, settings, credentials, weight, state };
  const { count } = await transaction.upstreamAccount.createMany({ data, skipDuplicates: true });
  if (count === 0) throw nameTaken(name);
  return id;
}

/**
 * Changes all but the kind and the state. Throws `conflict` when somebody changed the account since, `not_found`, and
 * `invalid_request` for a name that is taken, or for a new address without its credentials.
 */
export async function changeAccount(transaction: Transaction, at: AccountRevision, account: CheckedAccount): Promise<AccountChange> {
  const before = await factsOf(transaction, at);
  const { name, weight, settings, secrets } = account;
  if (before.kind !== account.kind) throw new AppError("invalid_request", "An account keeps its kind.", { param: "kind" });
  if (!secrets && before.settings.baseUrl !== settings.baseUrl) {
    // A person who may edit an account must not be able to have its credentials sent to another address.
    throw new AppError("invalid_request", "A new address needs the credentials again.", { param: "credentialKind" });
  }
  const credentials = secrets && sealCredentials({ id: at.id, kind: account.kind }, secrets);
  const after = await update(transaction, at, { name, weight, settings, ...(credentials && { credentials }) });
  return { before, after };
}

/** Throws `conflict` and `not_found`. */
export async function setAccountState(transaction: Transaction, at: AccountRevision, state: AccountState): Promise<AccountChange> {
  const before = await factsOf(transaction, at);
  return { before, after: await update(transaction, at, { state }) };
}

/** Throws `conflict` and `not_found`. Usage events keep the account's name. */
export async function deleteAccount(transaction: Transaction, at: AccountRevision): Promise<AccountFacts> {
  const before = await factsOf(transaction, at);
  const { count } = await transaction.upstreamAccount.deleteMany({ where: { id: at.id, revision: at.revision } });
  if (count === 0) throw changedSince();
  return before;
}

type Columns = { name?: string; weight?: number; settings?: AccountSettings; state?: string; credentials?: Uint8Array<ArrayBuffer> };

async function update(transaction: Transaction, { id, revision }: AccountRevision, data: Columns): Promise<AccountFacts> {
  const where = { id, revision };
  const changed = { ...data, updatedAt: new Date(), revision: { increment: 1 } };
  const rows = await transaction.upstreamAccount.updateManyAndReturn({ where, data: changed, select: FACTS }).catch((error) => {
    throw isUniqueViolation(error) ? nameTaken(data.name ?? "") : error;
  });
  const [row] = rows;
  if (!row) throw changedSince();
  return factsOfRow(row);
}

async function factsOf(transaction: Transaction, { id, revision }: AccountRevision): Promise<AccountFacts> {
  const row = await transaction.upstreamAccount.findUnique({ where: { id }, select: { ...FACTS, revision: true } });
  if (!row) throw new AppError("not_found", "There is no such account. Somebody may have deleted it.");
  if (row.revision !== revision) throw changedSince();
  return factsOfRow(row);
}

function factsOfRow({ name, kind, settings, weight, state }: { settings: unknown } & Omit<AccountFacts, "settings">): AccountFacts {
  return { name, kind: kind as AccountKind, settings: settings as AccountSettings, weight, state };
}

function changedSince(): AppError {
  return new AppError("conflict", "Somebody changed this account since you opened it. Nothing was changed by you: look at it again.");
}

function nameTaken(name: string): AppError {
  return new AppError("invalid_request", `There is an account named ${name} already.`, { param: "name" });
}

function isUniqueViolation(error: unknown): boolean {
  return (error as { code?: unknown }).code === "P2002";
}
