import { expect, test } from "vitest";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { newId } from "@/lib/basics/ids";
import { createManagementKey, revokeManagementKey } from "@/lib/keys/change-management-keys";
import { createKey } from "@/lib/keys/create-key";
import { listKeys } from "@/lib/keys/list-keys";
import { lockActor } from "@/lib/keys/lock-actor";
import { rotateKey } from "@/lib/keys/rotate-key";
import { newWorkspace } from "@/lib/keys/testing/people";
import { inTransaction, postgres } from "@/lib/platform/postgres";

async function newManager() {
  const { workspaceId, userId } = await newWorkspace();
  const made = await createManagementKey({ userId }, workspaceId, { name: "Deploy", submissionKey: newId() });
  return { workspaceId, person: { userId }, program: { userId: null, managementKeyId: made.id }, id: made.id };
}

test("a person whose sessions were ended, and a revoked management key, get no new secret, and nothing is written", async () => {
  const { workspaceId, person, program, id } = await newManager();
  const { key } = await createKey(program, workspaceId, { name: "Before" });
  await revokeManagementKey(person, workspaceId, id);
  for (const actor of [program, { ...person, sessionVersion: 7 }]) {
    await expect(createKey(actor, workspaceId, { name: "After" })).rejects.toMatchObject({ code: "unauthenticated" });
    await expect(rotateKey(actor, workspaceId, key.id, 60)).rejects.toMatchObject({ code: "unauthenticated" });
  }
  expect(await listKeys(workspaceId)).toMatchObject([{ name: "Before", lastFour: key.lastFour, retiring: [] }]);
});

test("a revocation waits for what the management key is doing", async () => {
  const { workspaceId, person, program, id } = await newManager();
  let revocation: Promise<void> | undefined;
  await inTransaction(async (on) => {
    await lockActor(on, program, workspaceId);
    revocation = revokeManagementKey(person, workspaceId, id);
    const waiting = "datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%management_key%'";
    await expect.poll(async () => (await postgres().query(`SELECT FROM pg_stat_activity WHERE ${waiting}`)).rowCount).toBe(1);
  });
  await revocation;
  await expect(inTransaction((on) => lockActor(on, program, workspaceId))).rejects.toMatchObject({ code: "unauthenticated" });
});

test("an actor without a session and without a management key needs no check", async () => {
  await inTransaction((on) => lockActor(on, SYSTEM_ACTOR, newId()));
});
