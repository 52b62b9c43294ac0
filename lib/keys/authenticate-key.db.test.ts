import pg from "pg";
import { afterAll, expect, test, vi } from "vitest";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { authenticateSecret } from "@/lib/keys/authenticate-key";
import { changeKey } from "@/lib/keys/change-key";
import { createKey } from "@/lib/keys/create-key";
import { writeLastUsed } from "@/lib/keys/last-used";
import { listKeys } from "@/lib/keys/list-keys";
import { revokeKey } from "@/lib/keys/revoke-key";
import { newSecret } from "@/lib/keys/secret";
import { delayNextAnswer } from "@/lib/keys/testing/late-answer";
import { newWorkspace } from "@/lib/keys/testing/people";
import { startAuthenticating } from "@/lib/keys/testing/second-process";
import { isListening, stopListening } from "@/lib/platform/listen-connection";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";
import { PROMPTLY } from "@/lib/testing/promptly";

afterAll(stopListening);

test("a checksum that is wrong is refused before any query; a right one needs Postgres", async () => {
  const unknown = newSecret();
  await withoutPostgres(async () => {
    expect(await authenticateSecret(`${unknown.slice(0, -1)}${unknown.endsWith("0") ? "1" : "0"}`)).toBeNull();
    expect(await authenticateSecret("")).toBeNull();
    expect(await authenticateSecret("sk-ant-api03-something-else")).toBeNull();
    await expect(authenticateSecret(unknown)).rejects.toMatchObject({ code: "upstream_unavailable" });
  });
});

test("a key gives its caller, and from then on without Postgres", async () => {
  const { key, workspaceId } = await keyInMemory();
  const { id: keyId, secret } = key;
  const caller = { keyId, workspaceId, keyName: "Test", prefix: secret.slice(0, 14), lastFour: secret.slice(-4), limits: null };
  await withoutPostgres(async () => expect(await authenticateSecret(key.secret)).toEqual(caller));
});

test("a well-formed stranger is refused, and from then on without Postgres", async () => {
  await keyInMemory();
  const stranger = newSecret();
  // An answer is not cached if any key changed while it was read, so a second read may be needed.
  await vi.waitFor(async () => {
    expect(await authenticateSecret(stranger)).toBeNull();
    await withoutPostgres(async () => expect(await authenticateSecret(stranger)).toBeNull());
  });
});

test("a revoked key is refused within a second, a renamed one has its new name", async () => {
  const { key, workspaceId } = await keyInMemory();
  await changeKey(SYSTEM_ACTOR, workspaceId, key.id, { name: "Renamed" });
  await vi.waitFor(async () => expect(await authenticateSecret(key.secret)).toMatchObject({ keyName: "Renamed" }), PROMPTLY);
  await revokeKey(SYSTEM_ACTOR, workspaceId, key.id);
  await vi.waitFor(async () => expect(await authenticateSecret(key.secret)).toBeNull(), PROMPTLY);
});

test("a revocation in this process reaches another within a second", async () => {
  const other = startAuthenticating();
  const { key, workspaceId } = await newKey();
  // The second answer comes from the other process's memory: that process was listening when it read the first.
  await vi.waitFor(async () => expect(await other.ask(key.secret)).toEqual({ keyId: key.id, isListening: true }), { timeout: 60_000 });
  expect(await other.ask(key.secret)).toEqual({ keyId: key.id, isListening: true });
  await revokeKey(SYSTEM_ACTOR, workspaceId, key.id);
  await vi.waitFor(async () => expect(await other.ask(key.secret)).toEqual({ keyId: null, isListening: true }), PROMPTLY);
  await other.stop();
});

test("a revocation that was missed while the connection was away holds once it is back", async () => {
  const { key, workspaceId } = await keyInMemory();
  await asOwner("UPDATE api_key SET revoked_at = now() WHERE workspace_id = $1 AND id = $2", [workspaceId, key.id]);
  // The listening connection has either just started or sent a heartbeat since.
  const listening = "datname = current_database() AND (query ILIKE 'LISTEN%' OR query = 'SELECT')";
  await postgres().query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${listening}`);
  await vi.waitFor(async () => expect(await authenticateSecret(key.secret)).toBeNull(), PROMPTLY);
  await vi.waitFor(() => expect(isListening("relais_keys")).toBe(true), { timeout: 10_000 });
  expect(await authenticateSecret(key.secret)).toBeNull();
});

test("fifty first calls at once ask Postgres once", async () => {
  const { key } = await newKey();
  const query = vi.spyOn(postgres(), "query");
  const callers = await Promise.all(Array.from({ length: 50 }, () => authenticateSecret(key.secret)));
  expect(new Set(callers.map((caller) => caller?.keyId))).toEqual(new Set([key.id]));
  expect(query).toHaveBeenCalledTimes(1);
  query.mockRestore();
});

test("the last use is written in one statement for all keys, and never goes back", async () => {
  const { key, workspaceId } = await newKey();
  await authenticateSecret(key.secret);
  expect((await listKeys(workspaceId))[0]?.lastUsedAt).toBeNull();
  await writeLastUsed();
  const first = (await listKeys(workspaceId))[0]?.lastUsedAt;
  expect(first).toBeInstanceOf(Date);
  await postgres().query("UPDATE api_key SET last_used_at = '2100-01-01' WHERE id = $1", [key.id]);
  await authenticateSecret(key.secret);
  await writeLastUsed();
  expect((await listKeys(workspaceId))[0]?.lastUsedAt).toEqual(new Date("2100-01-01"));
});

test("a key that is revoked while it is read is not kept as a valid one", async () => {
  await keyInMemory();
  const { key, workspaceId } = await newKey();
  delayNextAnswer("relais_keys", () => revokeKey(SYSTEM_ACTOR, workspaceId, key.id));
  await authenticateSecret(key.secret);
  expect(await authenticateSecret(key.secret)).toBeNull();
});

test("when no notifications arrive, memory is not trusted", async () => {
  const { key } = await keyInMemory();
  await stopListening();
  await withoutPostgres(async () => expect(authenticateSecret(key.secret)).rejects.toMatchObject({ code: "upstream_unavailable" }));
});

async function newKey() {
  const { workspaceId } = await newWorkspace();
  const made = await createKey(SYSTEM_ACTOR, workspaceId, { name: "Test" });
  if (made.kind !== "created") throw new Error("no new key");
  return { key: { id: made.key.id, secret: made.secret }, workspaceId };
}

/** A key in this process's memory, which is answered without Postgres. */
async function keyInMemory() {
  const made = await newKey();
  await authenticateSecret(newSecret());
  await vi.waitFor(() => expect(isListening("relais_keys")).toBe(true), PROMPTLY);
  await vi.waitFor(async () => {
    await authenticateSecret(made.key.secret);
    await withoutPostgres(async () => authenticateSecret(made.key.secret));
  });
  return made;
}

/** Runs with a pool that refuses every query. */
async function withoutPostgres<T>(run: () => Promise<T>): Promise<T> {
  const shared = globalThis as { relaisPool?: pg.Pool };
  const open = postgres();
  shared.relaisPool = new pg.Pool();
  await shared.relaisPool.end();
  return run().finally(() => {
    shared.relaisPool = open;
  });
}
