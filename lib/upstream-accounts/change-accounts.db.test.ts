import { expect, test } from "vitest";
import { auditRows, expectAuditRow } from "@/lib/audit/testing/audit-rows";
import { newId } from "@/lib/basics/ids";
import { type AccountForm, EMPTY_ACCOUNT_FORM } from "@/lib/upstream-accounts/account-form";
import { type CheckedAccount, checkAccountForm } from "@/lib/upstream-accounts/account-shape";
import {
  addUpstreamAccount,
  deleteUpstreamAccount,
  editUpstreamAccount,
  moveUpstreamAccount,
  weighUpstreamAccount,
} from "@/lib/upstream-accounts/change-accounts";
import { type ListedAccount, listAccounts } from "@/lib/upstream-accounts/list-accounts";
import { readUpstreamAccounts } from "@/lib/upstream-accounts/read-accounts";

const actor = { userId: newId(), ip: "192.0.2.7" };

function checked(typed: Partial<AccountForm>): CheckedAccount {
  const { account, wrong } = checkAccountForm({ ...EMPTY_ACCOUNT_FORM, secret: "sk-canary-4711", ...typed });
  if (!account) throw new Error(`wrong: ${wrong}`);
  return account;
}

const kept = (typed: Partial<AccountForm>) => checked({ ...typed, credentialKind: "", secret: "" });

async function added(typed: Partial<AccountForm>): Promise<ListedAccount> {
  const id = await addUpstreamAccount(actor, checked(typed), "enabled");
  return listed(id);
}

async function listed(id: string): Promise<ListedAccount> {
  const account = (await listAccounts()).find((each) => each.id === id);
  if (!account) throw new Error("there is no such account");
  return account;
}

const audits = (id: string) => auditRows(`upstream:${id}`);
const inUse = async (id: string) => (await readUpstreamAccounts()).find((each) => each.id === id);

test("an account that is added takes calls, is listed without its credentials, and the audit names who added it", async () => {
  const account = await added({ name: "anthropic-1", weight: "3", models: ["claude-opus-5"] });
  expect(account).toMatchObject({
    name: "anthropic-1",
    weight: 3,
    state: "enabled",
    revision: 1,
    credentialKind: "secret",
    sealProblem: null,
  });
  expect(await inUse(account.id)).toMatchObject({ weight: 3, account: { name: "anthropic-1", secret: "sk-canary-4711" } });
  const target = `upstream:${account.id}`;
  const line = { actorUserId: actor.userId, ip: actor.ip, before: null, after: { name: "anthropic-1", credentials: "new" } };
  await expectAuditRow({ action: "upstream.add", target, ...line });
  const told = await audits(account.id);
  expect(JSON.stringify([account, told])).not.toContain("canary");
});

test("an edit keeps the credentials, and new credentials take the place of the old ones without a trace of either", async () => {
  const account = await added({ name: "anthropic-2" });
  await editUpstreamAccount(actor, account, kept({ name: "anthropic-two", weight: "5" }));
  expect(await inUse(account.id)).toMatchObject({ weight: 5, account: { name: "anthropic-two", secret: "sk-canary-4711" } });
  await editUpstreamAccount(actor, await listed(account.id), checked({ name: "anthropic-two", secret: "sk-canary-0815" }));
  expect(await inUse(account.id)).toMatchObject({ account: { secret: "sk-canary-0815" } });
  const told = await audits(account.id);
  expect(told.map(({ action }) => action)).toEqual(["upstream.add", "upstream.edit", "upstream.rotate"]);
  const target = `upstream:${account.id}`;
  const edited = { before: { name: "anthropic-2", weight: 1 }, after: { name: "anthropic-two", weight: 5 } };
  await expectAuditRow({ action: "upstream.edit", target, actorUserId: actor.userId, ...edited });
  await expectAuditRow({ action: "upstream.rotate", target, actorUserId: actor.userId, after: { credentials: "new" } });
  expect(JSON.stringify(told)).not.toContain("canary");
});

test("an account that is drained is known as draining, a disabled one not at all, and enabling brings it back", async () => {
  const { id } = await added({ name: "anthropic-3" });
  await moveUpstreamAccount(actor, await listed(id), "draining");
  expect(await inUse(id)).toMatchObject({ state: "draining" });
  await moveUpstreamAccount(actor, await listed(id), "disabled");
  expect(await inUse(id)).toBeUndefined();
  await moveUpstreamAccount(actor, await listed(id), "enabled");
  expect(await inUse(id)).toMatchObject({ state: "enabled" });
  const line = { target: `upstream:${id}`, actorUserId: actor.userId, ip: actor.ip };
  await expectAuditRow({ action: "upstream.drain", ...line, before: { state: "enabled" }, after: { state: "draining" } });
  await expectAuditRow({ action: "upstream.disable", ...line, before: { state: "draining" }, after: { state: "disabled" } });
  await expectAuditRow({ action: "upstream.enable", ...line, before: { state: "disabled" }, after: { state: "enabled" } });
});

test("of two windows on the same account the later one gets a conflict, whatever it does, and changes nothing", async () => {
  const seen = await added({ name: "anthropic-4" });
  await editUpstreamAccount(actor, seen, kept({ name: "anthropic-4", weight: "2" }));
  const refused = { code: "conflict" };
  await expect(editUpstreamAccount(actor, seen, kept({ name: "anthropic-4", weight: "9" }))).rejects.toMatchObject(refused);
  await expect(moveUpstreamAccount(actor, seen, "disabled")).rejects.toMatchObject(refused);
  await expect(deleteUpstreamAccount(actor, seen)).rejects.toMatchObject(refused);
  expect(await listed(seen.id)).toMatchObject({ weight: 2, state: "enabled", revision: 2 });
  expect(await audits(seen.id)).toHaveLength(2);
});

test("five admins change the same account at once: one change is made, four get a conflict", async () => {
  const seen = await added({ name: "anthropic-5" });
  const outcomes = await Promise.allSettled(
    [2, 3, 4, 5, 6].map((weight) => editUpstreamAccount(actor, seen, kept({ name: "anthropic-5", weight: String(weight) }))),
  );
  const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  expect(refused).toHaveLength(4);
  for (const reason of refused) expect(reason).toMatchObject({ code: "conflict" });
  expect(await listed(seen.id)).toMatchObject({ revision: 2 });
  expect(await audits(seen.id)).toHaveLength(2);
});

test("a deleted account is gone, and its audit lines stay", async () => {
  const account = await added({ name: "anthropic-6" });
  await deleteUpstreamAccount(actor, account);
  expect(await inUse(account.id)).toBeUndefined();
  await expect(deleteUpstreamAccount(actor, account)).rejects.toMatchObject({ code: "not_found" });
  await expectAuditRow({ action: "upstream.add", target: `upstream:${account.id}` });
  const line = { actorUserId: actor.userId, before: { name: "anthropic-6" }, after: null };
  await expectAuditRow({ action: "upstream.delete", target: `upstream:${account.id}`, ...line });
});

test("a name that is taken is refused, for a new account and for one that there is", async () => {
  const account = await added({ name: "anthropic-7" });
  await added({ name: "anthropic-8" });
  const refused = { code: "invalid_request", param: "name" };
  await expect(added({ name: "anthropic-8" })).rejects.toMatchObject(refused);
  await expect(editUpstreamAccount(actor, account, kept({ name: "anthropic-8" }))).rejects.toMatchObject(refused);
  expect(await listed(account.id)).toMatchObject({ name: "anthropic-7", revision: 1 });
});

test("the credentials that there are cannot be sent to a new address, new ones can", async () => {
  const account = await added({ name: "anthropic-9" });
  const elsewhere = { name: "anthropic-9", baseUrl: "https://elsewhere.example" };
  await expect(editUpstreamAccount(actor, account, kept(elsewhere))).rejects.toMatchObject({ param: "credentialKind" });
  expect(await inUse(account.id)).not.toHaveProperty("account.baseUrl");
  await editUpstreamAccount(actor, account, checked({ ...elsewhere, secret: "sk-of-elsewhere" }));
  expect(await inUse(account.id)).toMatchObject({ account: { baseUrl: "https://elsewhere.example", secret: "sk-of-elsewhere" } });
});

test("an account keeps its kind, and none is added without credentials", async () => {
  const account = await added({ name: "anthropic-10" });
  const other = kept({ kind: "bedrock", name: "anthropic-10", region: "us-east-1" });
  await expect(editUpstreamAccount(actor, account, other)).rejects.toMatchObject({ param: "kind" });
  await expect(addUpstreamAccount(actor, kept({ name: "bare" }), "enabled")).rejects.toMatchObject({ param: "credentialKind" });
});

test("a weight is changed alone and audited; one that was changed in between is refused", async () => {
  const account = await added({ name: "anthropic-weighed", weight: "3" });
  await weighUpstreamAccount(actor, account, 4);
  expect(await inUse(account.id)).toMatchObject({ weight: 4, account: { name: "anthropic-weighed", secret: "sk-canary-4711" } });
  const edited = { before: { weight: 3, state: "enabled" }, after: { weight: 4, state: "enabled" } };
  await expectAuditRow({ action: "upstream.edit", target: `upstream:${account.id}`, actorUserId: actor.userId, ...edited });
  await expect(weighUpstreamAccount(actor, account, 2)).rejects.toMatchObject({ code: "conflict" });
  expect(await listed(account.id)).toMatchObject({ weight: 4, revision: 2 });
});
