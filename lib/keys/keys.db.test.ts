import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { changeKey } from "@/lib/keys/change";
import { createKey } from "@/lib/keys/create";
import { hmacOfSecret } from "@/lib/keys/hmac";
import { listKeys } from "@/lib/keys/list";
import { revokeKey } from "@/lib/keys/revoke";
import { isWellFormed } from "@/lib/keys/secret";
import { newWorkspace } from "@/lib/keys/testing/people";
import { postgres } from "@/lib/platform/postgres";

test("a new key gives its secret once; Postgres keeps an HMAC and what may be shown", async () => {
  const { workspaceId, userId } = await newWorkspace();
  const made = await createKey(workspaceId, { name: "  Laptop ", createdBy: userId });
  if (made.kind !== "created") throw new Error("not created");
  expect(isWellFormed(made.secret)).toBe(true);
  const { rows } = await postgres().query("SELECT * FROM api_key WHERE id = $1", [made.id]);
  expect(rows[0]).toMatchObject({ workspace_id: workspaceId, name: "Laptop", pepper_version: 1, created_by: userId, revoked_at: null });
  expect(rows[0].secret_hmac).toEqual(hmacOfSecret(made.secret).hmac);
  expect(JSON.stringify(rows[0])).not.toContain(made.secret.slice(14, -4));
  expect(await listKeys(workspaceId)).toMatchObject([{ id: made.id, prefix: made.secret.slice(0, 14), lastFour: made.secret.slice(-4) }]);
});

test("the same form sent five times at once makes one key, and only one answer has the secret", async () => {
  const { workspaceId, userId } = await newWorkspace();
  const submissionKey = newId();
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => createKey(workspaceId, { name: "Twice", createdBy: userId, submissionKey })),
  );
  expect(answers.map((answer) => answer.kind).sort()).toEqual([...Array(4).fill("already_created"), "created"]);
  expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
  expect(await listKeys(workspaceId)).toHaveLength(1);
});

test("two workspaces may send the same submission key", async () => {
  const [one, other] = [await newWorkspace(), await newWorkspace()];
  const submissionKey = newId();
  await createKey(one.workspaceId, { name: "One", createdBy: null, submissionKey });
  expect(await createKey(other.workspaceId, { name: "Other", createdBy: null, submissionKey })).toMatchObject({ kind: "created" });
});

test.each(["", "   ", "x".repeat(81), "a\u0000b", "two\nlines"])("the name %j is refused and nothing is written", async (name) => {
  const { workspaceId } = await newWorkspace();
  await expect(createKey(workspaceId, { name, createdBy: null })).rejects.toMatchObject({ code: "invalid_request", param: "name" });
  expect(await listKeys(workspaceId)).toEqual([]);
});

test("a revoked key stays revoked at its first time when it is revoked again", async () => {
  const { workspaceId } = await newWorkspace();
  const { id } = await createKey(workspaceId, { name: "Old", createdBy: null });
  await Promise.all([revokeKey(workspaceId, id), revokeKey(workspaceId, id)]);
  const [first] = await listKeys(workspaceId);
  await revokeKey(workspaceId, id);
  const [second] = await listKeys(workspaceId);
  expect(first?.revokedAt).toBeInstanceOf(Date);
  expect(second?.revokedAt).toEqual(first?.revokedAt);
});

test("a key of another workspace is as missing as one that never was", async () => {
  const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
  const { id } = await createKey(theirs.workspaceId, { name: "Theirs", createdBy: null });
  const refusals = await Promise.all(
    [id, newId()].flatMap((keyId) => [
      revokeKey(mine.workspaceId, keyId).catch((error) => ({ code: error.code, message: error.message })),
      changeKey(postgres(), mine.workspaceId, keyId, { name: "Mine" }).catch((error) => ({ code: error.code, message: error.message })),
    ]),
  );
  expect(refusals).toEqual(Array(4).fill({ code: "not_found", message: "There is no such key." }));
  expect(await listKeys(theirs.workspaceId)).toMatchObject([{ name: "Theirs", revokedAt: null }]);
});

test("a key takes another name", async () => {
  const { workspaceId } = await newWorkspace();
  const { id } = await createKey(workspaceId, { name: "Before", createdBy: null });
  await changeKey(postgres(), workspaceId, id, { name: "After" });
  expect(await listKeys(workspaceId)).toMatchObject([{ name: "After" }]);
});
