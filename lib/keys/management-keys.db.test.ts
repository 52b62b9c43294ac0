import { expect, test } from "vitest";
import { auditRows, expectAuditRow } from "@/lib/audit/testing/audit-rows";
import { newId } from "@/lib/basics/ids";
import { createManagementKey, revokeManagementKey } from "@/lib/keys/change-management-keys";
import { authenticateManager, listManagementKeys } from "@/lib/keys/management-keys";
import { newWorkspace } from "@/lib/keys/testing/people";

async function made(name = " Deploy ") {
  const { workspaceId, userId } = await newWorkspace();
  const actor = { userId, ip: "192.0.2.7" };
  const key = await createManagementKey(actor, workspaceId, { name, submissionKey: newId() });
  if (key.kind !== "created") throw new Error(key.kind);
  return { workspaceId, actor, key };
}

test("a new management key manages its workspace, and the audit names who made it, without its secret", async () => {
  const { workspaceId, actor, key } = await made();
  expect(await authenticateManager(key.secret)).toEqual({ managementKeyId: key.id, workspaceId });
  const line = { actorUserId: actor.userId, ip: actor.ip, workspaceId, before: null, after: { name: "Deploy" } };
  await expectAuditRow({ action: "management_key.create", target: `management_key:${key.id}`, ...line });
  expect(JSON.stringify(await auditRows(`management_key:${key.id}`))).not.toContain(key.secret.slice(20, -4));
});

test("the same form sent four times at once makes one management key, and one audit line", async () => {
  const { workspaceId, userId } = await newWorkspace();
  const form = { name: "Twice", submissionKey: newId() };
  const answers = await Promise.all(Array.from({ length: 4 }, () => createManagementKey({ userId }, workspaceId, form)));
  expect(answers.map(({ kind }) => kind).sort()).toEqual([...Array(3).fill("already_created"), "created"]);
  expect(await listManagementKeys(workspaceId)).toHaveLength(1);
  await expectAuditRow({ action: "management_key.create", target: `management_key:${answers[0]?.id}` });
});

test("a person whose sessions were ended makes no management key, and nothing is written", async () => {
  const { workspaceId, userId } = await newWorkspace();
  const late = createManagementKey({ userId, sessionVersion: 0 }, workspaceId, { name: "Late", submissionKey: newId() });
  await expect(late).rejects.toMatchObject({ code: "unauthenticated" });
  expect(await listManagementKeys(workspaceId)).toEqual([]);
});

test("a revoked management key manages nothing, and is noted once however often it is revoked", async () => {
  const { workspaceId, actor, key } = await made();
  await Promise.all([revokeManagementKey(actor, workspaceId, key.id), revokeManagementKey(actor, workspaceId, key.id)]);
  await revokeManagementKey(actor, workspaceId, key.id);
  expect(await authenticateManager(key.secret)).toBeNull();
  const line = { actorUserId: actor.userId, ip: actor.ip, workspaceId };
  await expectAuditRow({ action: "management_key.revoke", target: `management_key:${key.id}`, ...line });
});

test("the last use of a management key is noted, at most once a minute", async () => {
  const { workspaceId, key } = await made();
  const lastUse = async () => (await listManagementKeys(workspaceId))[0]?.lastUsedAt;
  expect(await lastUse()).toBeNull();
  await authenticateManager(key.secret);
  const first = await lastUse();
  expect(first).toBeInstanceOf(Date);
  await authenticateManager(key.secret);
  expect(await lastUse()).toEqual(first);
});

test("a management key of another workspace is as missing as one that never was", async () => {
  const [mine, theirs] = [await made("Mine"), await made("Theirs")];
  for (const id of [theirs.key.id, newId()])
    await expect(revokeManagementKey(mine.actor, mine.workspaceId, id)).rejects.toMatchObject({ code: "not_found" });
  expect(await authenticateManager(theirs.key.secret)).not.toBeNull();
});
