import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { AppError } from "@/lib/basics/errors";
import { newId } from "@/lib/basics/ids";
import { inTransaction, type Queryable } from "@/lib/platform/postgres";
import { isUniqueViolation } from "@/lib/platform/postgres-connection";
import type { AccountSettings } from "@/lib/upstream-accounts/account-form";
import type { CheckedAccount } from "@/lib/upstream-accounts/account-shape";
import { sealCredentials } from "@/lib/upstream-accounts/credentials";
import type { AccountState } from "@/lib/upstream-accounts/read-accounts";

/** The account and the revision that the admin saw. */
export type AccountRevision = { id: string; revision: number };

/** The public facts of an account: everything but its credentials. */
type Facts = { name: string; kind: string; state: string; weight: number; settings: AccountSettings };

const FACTS = "name, kind, state, weight, settings";
const STATE_ACTIONS: Record<AccountState, string> = {
  enabled: "upstream.enable",
  draining: "upstream.drain",
  disabled: "upstream.disable",
};

/**
 * Adds an account and audits who did. Every relaying process is notified of this and of all changes below when they are committed.
 * Throws `invalid_request` with `name` as param if the name is taken, and `SealError` without a key.
 */
export async function addUpstreamAccount(actor: PersonActor, account: CheckedAccount, state: AccountState): Promise<string> {
  const { kind, name, weight, settings, secrets } = account;
  if (!secrets)
    throw new AppError("invalid_request", "The account was not added: its credentials are missing.", { param: "credentialKind" });
  const id = newId();
  const credentials = sealCredentials({ id, kind }, secrets);
  return inTransaction(async (on) => {
    const { rowCount } = await on.query(
      `INSERT INTO upstream_account (id, name, kind, settings, credentials, weight, state) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT DO NOTHING`,
      [id, name, kind, JSON.stringify(settings), credentials, weight, state],
    );
    if (rowCount !== 1) throw nameTaken(name);
    const after = audited({ kind, name, weight, settings, state }, true);
    await writeAudit(on, actor, { action: "upstream.add", target: `upstream:${id}`, after });
    return id;
  });
}

/**
 * Changes settings, name and weight, and the credentials if new ones are given, and audits who did. Throws `conflict` if somebody
 * has changed the account since, `not_found`, and `invalid_request` if the name is taken or a new address comes without its
 * credentials.
 */
export async function editUpstreamAccount(actor: PersonActor, at: AccountRevision, account: CheckedAccount): Promise<void> {
  const { name, weight, settings, secrets } = account;
  await inTransaction(async (on) => {
    const before = await lockFacts(on, at);
    if (before.kind !== account.kind) throw new AppError("invalid_request", "An account keeps its kind.", { param: "kind" });
    if (!secrets && before.settings.baseUrl !== settings.baseUrl) {
      // Nobody who may edit an account may redirect its stored credentials to another address.
      throw new AppError("invalid_request", "A new address needs the credentials again.", { param: "credentialKind" });
    }
    const credentials = secrets && sealCredentials({ id: at.id, kind: account.kind }, secrets);
    const after = await update(on, at.id, "name = $2, weight = $3, settings = $4, credentials = coalesce($5, credentials)", [
      name,
      weight,
      JSON.stringify(settings),
      credentials,
    ]).catch((error) => {
      throw isUniqueViolation(error) ? nameTaken(name) : error;
    });
    await writeAudit(on, actor, {
      action: secrets ? "upstream.rotate" : "upstream.edit",
      target: `upstream:${at.id}`,
      before: audited(before),
      after: audited(after, secrets !== null),
    });
  });
}

/** Changes the state of an account and audits who did. Throws `conflict` and `not_found`. */
export async function moveUpstreamAccount(actor: PersonActor, at: AccountRevision, state: AccountState): Promise<void> {
  await inTransaction(async (on) => {
    const before = await lockFacts(on, at);
    const after = await update(on, at.id, "state = $2", [state]);
    const target = `upstream:${at.id}`;
    await writeAudit(on, actor, { action: STATE_ACTIONS[state], target, before: audited(before), after: audited(after) });
  });
}

/** Changes the weight of an account alone, and audits who did. Throws `conflict` and `not_found`. */
export async function weighUpstreamAccount(actor: PersonActor, at: AccountRevision, weight: number): Promise<void> {
  await inTransaction(async (on) => {
    const before = await lockFacts(on, at);
    const after = await update(on, at.id, "weight = $2", [weight]);
    const target = `upstream:${at.id}`;
    await writeAudit(on, actor, { action: "upstream.edit", target, before: audited(before), after: audited(after) });
  });
}

/** Deletes an account and audits who did. Throws `conflict` and `not_found`. Usage events keep the account's name. */
export async function deleteUpstreamAccount(actor: PersonActor, at: AccountRevision): Promise<void> {
  await inTransaction(async (on) => {
    const before = audited(await lockFacts(on, at));
    await on.query("DELETE FROM upstream_account WHERE id = $1", [at.id]);
    await writeAudit(on, actor, { action: "upstream.delete", target: `upstream:${at.id}`, before });
  });
}

/** Reads the account at this revision and locks it until the transaction ends. */
async function lockFacts(on: Queryable, { id, revision }: AccountRevision): Promise<Facts> {
  const { rows } = await on.query<Facts & { revision: number }>(
    `SELECT ${FACTS}, revision FROM upstream_account WHERE id = $1 FOR UPDATE`,
    [id],
  );
  const [row] = rows;
  if (!row) throw new AppError("not_found", "There is no such account. Somebody may have deleted it.");
  if (row.revision !== revision)
    throw new AppError("conflict", "Somebody changed this account since you opened it. Nothing was changed by you: look at it again.");
  return row;
}

async function update(on: Queryable, id: string, columns: string, values: unknown[]): Promise<Facts> {
  const { rows } = await on.query<Facts>(
    `UPDATE upstream_account SET ${columns}, updated_at = now(), revision = revision + 1 WHERE id = $1 RETURNING ${FACTS}`,
    [id, ...values],
  );
  return rows[0] as Facts;
}

/** The facts in reading order, and whether credentials were changed, but never the credentials themselves. */
function audited({ name, kind, state, weight, settings }: Facts, hasNewCredentials = false) {
  const plain = JSON.parse(JSON.stringify(settings));
  return { name, kind, state, weight, settings: plain, ...(hasNewCredentials && { credentials: "new" }) };
}

function nameTaken(name: string): AppError {
  return new AppError("invalid_request", `There is an account named ${name} already.`, { param: "name" });
}
