import { expect, test } from "vitest";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { expectAuditRow } from "@/lib/audit/testing/audit-rows";
import { newId } from "@/lib/basics/ids";
import { changeKey } from "@/lib/keys/change-key";
import { createKey } from "@/lib/keys/create-key";
import { listKeys } from "@/lib/keys/list-keys";
import { revokeKey } from "@/lib/keys/revoke-key";
import { isWellFormed } from "@/lib/keys/secret";
import { hmacOfSecret } from "@/lib/keys/secret-hmac";
import { newWorkspace } from "@/lib/keys/testing/people";
import { postgres } from "@/lib/platform/postgres";
import { ownerConnection } from "@/lib/testing/owner";

test("a new key gives its secret once; Postgres keeps an HMAC and what may be shown", async () => {
  const { workspaceId, userId } = await newWorkspace();
  const made = await createKey({ userId, ip: "192.0.2.7" }, workspaceId, { name: "  Laptop " });
  if (made.kind !== "created") throw new Error("not created");
  expect(isWellFormed(made.secret)).toBe(true);
  const { rows } = await postgres().query("SELECT * FROM api_key WHERE id = $1", [made.key.id]);
  expect(rows[0]).toMatchObject({ workspace_id: workspaceId, name: "Laptop", pepper_version: 1, created_by: userId, revoked_at: null });
  expect(rows[0].secret_hmac).toEqual(hmacOfSecret(made.secret).hmac);
  expect(JSON.stringify(rows[0])).not.toContain(made.secret.slice(14, -4));
  expect(await listKeys(workspaceId)).toMatchObject([
    { id: made.key.id, prefix: made.secret.slice(0, 14), lastFour: made.secret.slice(-4) },
  ]);
  const after = { name: "Laptop", secret: `${made.secret.slice(0, 14)}…${made.secret.slice(-4)}` };
  const line = { actorUserId: userId, workspaceId, ip: "192.0.2.7", before: null, after };
  await expectAuditRow({ action: "key.create", target: `key:${made.key.id}`, ...line });
});

test("the same form sent five times at once makes one key, and only one answer has the secret", async () => {
  const { workspaceId, userId } = await newWorkspace();
  const submissionKey = newId();
  const answers = await Promise.all(Array.from({ length: 5 }, () => createKey({ userId }, workspaceId, { name: "Twice", submissionKey })));
  expect(answers.map((answer) => answer.kind).sort()).toEqual([...Array(4).fill("already_created"), "created"]);
  expect(new Set(answers.map((answer) => answer.key.id)).size).toBe(1);
  expect(await listKeys(workspaceId)).toHaveLength(1);
  await expectAuditRow({ action: "key.create", target: `key:${answers[0]?.key.id}` });
});

test("two workspaces may send the same submission key", async () => {
  const [one, other] = [await newWorkspace(), await newWorkspace()];
  const submissionKey = newId();
  await createKey(SYSTEM_ACTOR, one.workspaceId, { name: "One", submissionKey });
  expect(await createKey(SYSTEM_ACTOR, other.workspaceId, { name: "Other", submissionKey })).toMatchObject({ kind: "created" });
  for (const [{ workspaceId }, name] of [[one, "One"] as const, [other, "Other"] as const]) {
    const again = await createKey(SYSTEM_ACTOR, workspaceId, { name: "Again", submissionKey });
    expect(again).toMatchObject({ kind: "already_created", key: { name } });
  }
});

test.each(["", "   ", "x".repeat(81), "a\u0000b", "two\nlines"])("the name %j is refused and nothing is written", async (name) => {
  const { workspaceId } = await newWorkspace();
  await expect(createKey(SYSTEM_ACTOR, workspaceId, { name })).rejects.toMatchObject({ code: "invalid_request", param: "name" });
  expect(await listKeys(workspaceId)).toEqual([]);
});

test("a key is revoked alone: the workspace's others work on", async () => {
  const { workspaceId } = await newWorkspace();
  const [one] = [
    await createKey(SYSTEM_ACTOR, workspaceId, { name: "One" }),
    await createKey(SYSTEM_ACTOR, workspaceId, { name: "Other" }),
  ];
  await revokeKey(SYSTEM_ACTOR, workspaceId, one.key.id);
  const other = { name: "Other", revokedAt: null };
  expect(await listKeys(workspaceId)).toMatchObject([other, { name: "One", revokedAt: expect.any(Date) }]);
});

test("a revoked key stays revoked at its first time when it is revoked again", async () => {
  const { workspaceId } = await newWorkspace();
  const { id } = (await createKey(SYSTEM_ACTOR, workspaceId, { name: "Old" })).key;
  await Promise.all([revokeKey(SYSTEM_ACTOR, workspaceId, id), revokeKey(SYSTEM_ACTOR, workspaceId, id)]);
  const [first] = await listKeys(workspaceId);
  await revokeKey(SYSTEM_ACTOR, workspaceId, id);
  const [second] = await listKeys(workspaceId);
  expect(first?.revokedAt).toBeInstanceOf(Date);
  expect(second?.revokedAt).toEqual(first?.revokedAt);
  await expectAuditRow({ action: "key.revoke", target: `key:${id}`, workspaceId, after: { name: "Old" } });
});

test("a key of another workspace is as missing as one that never was", async () => {
  const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
  const { id } = (await createKey(SYSTEM_ACTOR, theirs.workspaceId, { name: "Theirs" })).key;
  const refusals = await Promise.all(
    [id, newId()].flatMap((keyId) => [
      revokeKey(SYSTEM_ACTOR, mine.workspaceId, keyId).catch((error) => ({ code: error.code, message: error.message })),
      changeKey(SYSTEM_ACTOR, mine.workspaceId, keyId, { name: "Mine" }).catch((error) => ({ code: error.code, message: error.message })),
    ]),
  );
  expect(refusals).toEqual(Array(4).fill({ code: "not_found", message: "There is no such key." }));
  expect(await listKeys(theirs.workspaceId)).toMatchObject([{ name: "Theirs", revokedAt: null }]);
});

test("two changes of one key at once are both kept", async () => {
  const { workspaceId } = await newWorkspace();
  const { id } = (await createKey(SYSTEM_ACTOR, workspaceId, { name: "Before" })).key;
  const other = await ownerConnection();
  await other.query("BEGIN");
  await other.query("SELECT FROM api_key WHERE id = $1 FOR UPDATE", [id]);
  const changes = Promise.all([
    changeKey(SYSTEM_ACTOR, workspaceId, id, { name: "After" }),
    changeKey(SYSTEM_ACTOR, workspaceId, id, { limits: { requestsPerMinute: 7 } }),
  ]);
  const waiting = "datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%api_key%'";
  await expect.poll(async () => (await postgres().query(`SELECT FROM pg_stat_activity WHERE ${waiting}`)).rowCount).toBe(2);
  await other.query("COMMIT");
  await other.end();
  await changes;
  expect(await listKeys(workspaceId)).toMatchObject([{ name: "After", limits: { requestsPerMinute: 7 } }]);
});

test("a key takes another name", async () => {
  const { workspaceId } = await newWorkspace();
  const { id } = (await createKey(SYSTEM_ACTOR, workspaceId, { name: "Before" })).key;
  await changeKey({ userId: null, managementKeyId: "of-a-program" }, workspaceId, id, { name: "After" });
  expect(await listKeys(workspaceId)).toMatchObject([{ name: "After" }]);
  const [before, after] = [{ name: "Before" }, { name: "After", managementKey: "of-a-program" }];
  await expectAuditRow({ action: "key.change", target: `key:${id}`, actorUserId: null, workspaceId, before, after });
});
