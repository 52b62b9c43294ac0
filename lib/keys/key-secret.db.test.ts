import { randomBytes } from "node:crypto";
import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { newId } from "@/lib/basics/ids";
import { authenticateSecret } from "@/lib/keys/authenticate-key";
import { createManagementKey } from "@/lib/keys/change-management-keys";
import { createKey } from "@/lib/keys/create-key";
import { listKeys } from "@/lib/keys/list-keys";
import { authenticateManager } from "@/lib/keys/management-keys";
import { revokeAllKeys } from "@/lib/keys/revoke-key";
import { rotateKey } from "@/lib/keys/rotate-key";
import { newManagementSecret, newSecret } from "@/lib/keys/secret";
import { hmacOfSecret } from "@/lib/keys/secret-hmac";
import { storeSecret } from "@/lib/keys/store-secret";
import { newWorkspace } from "@/lib/keys/testing/people";
import { stopListening } from "@/lib/platform/listen-connection";
import { inTransaction, postgres } from "@/lib/platform/postgres";
import { cutOff } from "@/lib/platform/postgres-connection";
import { asOwner } from "@/lib/testing/owner";

// Without notifications memory is not trusted, so each answer is Postgres' own.
beforeAll(async () => {
  await authenticateSecret(newSecret());
  await stopListening();
});

async function newKey() {
  const { workspaceId, userId } = await newWorkspace();
  const made = await createKey(SYSTEM_ACTOR, workspaceId, { name: "Test" });
  if (made.kind !== "created") throw new Error(made.kind);
  const rotate = async (graceSeconds: number) => (await rotateKey(SYSTEM_ACTOR, workspaceId, made.key.id, graceSeconds)).secret;
  return { workspaceId, userId, keyId: made.key.id, secret: made.secret, rotate };
}

/** Whose the secrets of a workspace are, and whose they should be. */
async function namedAndHeld(workspaceId: string): Promise<[string[], string[]]> {
  const named = "SELECT encode(secret_hmac, 'hex') || key_id AS it FROM key_secret WHERE workspace_id = $1 ORDER BY 1";
  const held = `
    SELECT encode(secret_hmac, 'hex') || id AS it FROM api_key WHERE workspace_id = $1
    UNION ALL SELECT encode(secret_hmac, 'hex') || id FROM management_key WHERE workspace_id = $1
    UNION ALL SELECT encode(secret_hmac, 'hex') || key_id FROM retiring_secret WHERE workspace_id = $1 ORDER BY 1`;
  const texts = async (sql: string) => (await postgres().query<{ it: string }>(sql, [workspaceId])).rows.map(({ it }) => it);
  return [await texts(named), await texts(held)];
}

const keyIdOf = async (secret: string) => (await authenticateSecret(secret))?.keyId ?? null;

test("each secret that a key has, had or a management key has finds it, through every verb; one that ended is dropped at the next rotation", async () => {
  const { workspaceId, userId, keyId, secret, rotate } = await newKey();
  const managing = await createManagementKey({ userId }, workspaceId, { name: "Deploy", submissionKey: newId() });
  const second = await rotate(3_600);
  const secrets = [secret, second, await rotate(3_600)];
  const [named, held] = await namedAndHeld(workspaceId);
  expect(named).toHaveLength(4);
  expect(named).toEqual(held);
  expect(await Promise.all(secrets.map(keyIdOf))).toEqual([keyId, keyId, keyId]);
  expect(await authenticateManager(managing.kind === "created" ? managing.secret : "")).toMatchObject({ managementKeyId: managing.id });
  // The first secret's grace has ended.
  await asOwner("UPDATE retiring_secret SET works_until = now() - interval '1 second' WHERE secret_hmac = $1", [hmacOfSecret(secret).hmac]);
  await rotate(3_600);
  const after = await namedAndHeld(workspaceId);
  expect(after[0]).toHaveLength(4);
  expect(after[0]).toEqual(after[1]);
  expect(after[0].join()).not.toContain(hmacOfSecret(secret).hmac.toString("hex"));
  await inTransaction((on) => revokeAllKeys(on, SYSTEM_ACTOR, workspaceId));
  expect(await namedAndHeld(workspaceId)).toEqual(after);
});

test("the same secret for two keys at once: one key has it, the other's maker is refused and nothing of it is written", async () => {
  const [one, other] = [await newKey(), await newKey()];
  const hmac = randomBytes(32);
  const give = ({ workspaceId, keyId }: typeof one) =>
    inTransaction(async (on) => {
      await storeSecret(on, { hmac, workspaceId, keyId });
      await on.query("SELECT rotate_api_key($1, $2, $3, 1, 'p', 'l', interval '0')", [workspaceId, keyId, hmac]);
    });
  const outcomes = await Promise.allSettled([give(one), give(other)]);
  const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  expect(refused).toHaveLength(1);
  expect(refused[0]).toMatchObject({ code: "conflict" });
  for (const { workspaceId } of [one, other]) {
    const [named, held] = await namedAndHeld(workspaceId);
    expect(named).toEqual(held);
  }
  const { rows } = await postgres().query("SELECT FROM api_key WHERE secret_hmac = $1", [hmac]);
  expect(rows).toHaveLength(1);
});

test("a process can give no secret to another key: rows of key_secret stay as they were written", async () => {
  const { workspaceId, keyId, secret } = await newKey();
  const { hmac } = hmacOfSecret(secret);
  const again = postgres().query("INSERT INTO key_secret VALUES ($1, $2, $3)", [hmac, workspaceId, newId()]);
  await expect(again).rejects.toMatchObject({ code: "23505", constraint: "key_secret_pkey" });
  for (const change of [`UPDATE key_secret SET key_id = '${newId()}'`, "DELETE FROM key_secret", "DELETE FROM retiring_secret"])
    await expect(postgres().query(change)).rejects.toThrow("permission denied");
  expect(await keyIdOf(secret)).toBe(keyId);
});

test("rotations while calls come: the first secret is never refused in its grace, nor is a new one once it is known", async () => {
  const { keyId, secret, rotate } = await newKey();
  let isOver = false;
  const seen = new Set<string | null>();
  const calling = (async () => {
    while (!isOver) seen.add(await keyIdOf(secret));
  })();
  const secrets = [];
  for (let round = 0; round < 10; round++) {
    secrets.push(await rotate(3_600), ...(await Promise.all([rotate(3_600), rotate(3_600)])));
    expect(new Set(await Promise.all(secrets.map(keyIdOf)))).toEqual(new Set([keyId]));
  }
  isOver = true;
  await calling;
  expect([...seen]).toEqual([keyId]);
});

test("a process that dies between the new secret and the commit leaves the old one in place, and the next rotation works", async () => {
  const { workspaceId, keyId, secret, rotate } = await newKey();
  const dying = new pg.Client({ connectionString: process.env.DATABASE_URL });
  dying.on("error", () => undefined);
  await dying.connect();
  const lost = newSecret();
  await dying.query("BEGIN");
  await dying.query("SELECT FROM api_key WHERE workspace_id = $1 AND id = $2 FOR UPDATE", [workspaceId, keyId]);
  const { hmac } = hmacOfSecret(lost);
  await storeSecret(dying, { hmac, workspaceId, keyId });
  await dying.query("SELECT rotate_api_key($1, $2, $3, 1, 'p', 'l', interval '0')", [workspaceId, keyId, hmac]);
  cutOff(dying);
  const next = await rotate(3_600);
  expect(await Promise.all([secret, lost, next].map(keyIdOf))).toEqual([keyId, null, keyId]);
  const [named, held] = await namedAndHeld(workspaceId);
  expect(named).toHaveLength(2);
  expect(named).toEqual(held);
});

test("a management key makes nothing in a workspace that is not its own", async () => {
  const [mine, theirs] = [await newKey(), await newKey()];
  const managing = await createManagementKey({ userId: mine.userId }, mine.workspaceId, { name: "Deploy", submissionKey: newId() });
  const actor = { userId: null, managementKeyId: managing.id };
  await expect(createKey(actor, theirs.workspaceId, { name: "Mine" })).rejects.toMatchObject({ code: "unauthenticated" });
  expect(await listKeys(theirs.workspaceId)).toHaveLength(1);
  expect(await createKey(actor, mine.workspaceId, { name: "Mine" })).toMatchObject({ kind: "created" });
});

test("a secret is a management key's only if that key says so too", async () => {
  const { workspaceId, userId } = await newKey();
  const managing = await createManagementKey({ userId }, workspaceId, { name: "Deploy", submissionKey: newId() });
  const other = newManagementSecret();
  await storeSecret(postgres(), { hmac: hmacOfSecret(other).hmac, workspaceId, keyId: managing.id });
  expect(await authenticateManager(other)).toBeNull();
});
