import { expect, test } from "vitest";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { expectAuditRow } from "@/lib/audit/testing/audit-rows";
import { newId } from "@/lib/basics/ids";
import { createManagementKey } from "@/lib/keys/change-management-keys";
import { createKey } from "@/lib/keys/create-key";
import { listKeys } from "@/lib/keys/list-keys";
import { listManagementKeys } from "@/lib/keys/management-keys";
import { revokeAllKeys } from "@/lib/keys/revoke-key";
import { newWorkspace } from "@/lib/keys/testing/people";
import { inTransaction } from "@/lib/platform/postgres";

/** A workspace with keys of both kinds by two of its people. */
async function keysOfTwo() {
  const { workspaceId, userId: owner } = await newWorkspace();
  const { userId: member } = await newWorkspace();
  for (const [name, userId] of [
    ["owner", owner],
    ["member", member],
  ] as const) {
    await createKey({ userId }, workspaceId, { name });
    await createManagementKey({ userId }, workspaceId, { name, submissionKey: newId() });
  }
  const live = async () =>
    [await listKeys(workspaceId), await listManagementKeys(workspaceId)].map((keys) =>
      keys.filter(({ revokedAt }) => revokedAt === null).map(({ name }) => name),
    );
  return { workspaceId, member, live };
}

test("one person's keys of both kinds end, and nobody else's", async () => {
  const [{ workspaceId, member, live }, elsewhere] = [await keysOfTwo(), await keysOfTwo()];
  await inTransaction((on) => revokeAllKeys(on, SYSTEM_ACTOR, workspaceId, member));
  expect(await live()).toEqual([["owner"], ["owner"]]);
  expect(await elsewhere.live()).toEqual([
    ["member", "owner"],
    ["member", "owner"],
  ]);
  await expectAuditRow({ action: "key.revoke_all", target: `workspace:${workspaceId}`, after: { keys: 1, managementKeys: 1 } });
});

test("all keys of a workspace end, once", async () => {
  const { workspaceId, live } = await keysOfTwo();
  for (let n = 0; n < 2; n++) await inTransaction((on) => revokeAllKeys(on, SYSTEM_ACTOR, workspaceId));
  expect(await live()).toEqual([[], []]);
  await expectAuditRow({ action: "key.revoke_all", target: `workspace:${workspaceId}`, after: { keys: 2, managementKeys: 2 } });
});
