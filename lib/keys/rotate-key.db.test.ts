import { afterAll, expect, test, vi } from "vitest";
import { expectAuditRow } from "@/lib/audit/testing/audit-rows";
import { authenticateSecret } from "@/lib/keys/authenticate-key";
import { changeKey } from "@/lib/keys/change-key";
import { createKey } from "@/lib/keys/create-key";
import { readKey } from "@/lib/keys/list-keys";
import { revokeKey } from "@/lib/keys/revoke-key";
import { MAX_GRACE_SECONDS, rotateKey } from "@/lib/keys/rotate-key";
import { isWellFormed, newSecret } from "@/lib/keys/secret";
import { newWorkspace } from "@/lib/keys/testing/people";
import { startAuthenticating } from "@/lib/keys/testing/second-process";
import { isListening, stopListening } from "@/lib/platform/listen-connection";
import { postgres } from "@/lib/platform/postgres";
import { PROMPTLY } from "@/lib/testing/promptly";

const ACTOR = { userId: null };

afterAll(stopListening);

async function newKey() {
  const { workspaceId } = await newWorkspace();
  const made = await createKey(ACTOR, workspaceId, { name: "Test" });
  if (made.kind !== "created") throw new Error("no new key");
  const rotate = async (graceSeconds: number) => (await rotateKey(ACTOR, workspaceId, made.key.id, graceSeconds)).secret;
  return { workspaceId, id: made.key.id, first: made.secret, rotate };
}

const keyIdOf = async (secret: string) => (await authenticateSecret(secret))?.keyId ?? null;

async function untilHeard(): Promise<void> {
  await authenticateSecret(newSecret());
  await vi.waitFor(() => expect(isListening("relais_keys")).toBe(true), PROMPTLY);
}

test("during the grace both secrets are the same key, with the same limits", async () => {
  const { workspaceId, id, first, rotate } = await newKey();
  await untilHeard();
  expect(await keyIdOf(first)).toBe(id);
  const second = await rotate(3_600);
  expect(isWellFormed(second)).toBe(true);
  const [before, after] = [first, second].map((secret) => ({ secret: `${secret.slice(0, 14)}…${secret.slice(-4)}` }));
  await expectAuditRow({ action: "key.rotate", target: `key:${id}`, workspaceId, before, after: { ...after, graceSeconds: 3_600 } });
  expect([await keyIdOf(first), await keyIdOf(second)]).toEqual([id, id]);
  await changeKey(ACTOR, workspaceId, id, { limits: { requestsPerMinute: 7 } });
  for (const secret of [first, second]) {
    await vi.waitFor(async () => expect(await authenticateSecret(secret)).toMatchObject({ limits: { requestsPerMinute: 7 } }), PROMPTLY);
  }
});

test("when the grace ends, the old secret is refused within a second in this process and in another, the new one works on", async () => {
  const other = startAuthenticating();
  const { id, first, rotate } = await newKey();
  await untilHeard();
  await vi.waitFor(async () => expect(await other.ask(first)).toEqual({ keyId: id, isListening: true }), { timeout: 60_000 });
  const second = await rotate(2);
  const endsAt = Date.now() + 2_000;
  expect([await keyIdOf(first), (await other.ask(first)).keyId]).toEqual([id, id]);
  await vi.waitFor(async () => expect([await keyIdOf(first), (await other.ask(first)).keyId]).toEqual([null, null]), PROMPTLY);
  expect(Date.now()).toBeLessThan(endsAt + PROMPTLY.timeout);
  expect([await keyIdOf(second), (await other.ask(second)).keyId]).toEqual([id, id]);
  await other.stop();
});

test("without grace the old secret is refused at once, and so are those that earlier rotations left", async () => {
  const { id, first, rotate } = await newKey();
  await untilHeard();
  const second = await rotate(MAX_GRACE_SECONDS);
  expect([await keyIdOf(first), await keyIdOf(second)]).toEqual([id, id]);
  const third = await rotate(0);
  await vi.waitFor(async () => expect([await keyIdOf(first), await keyIdOf(second)]).toEqual([null, null]), PROMPTLY);
  expect(await keyIdOf(third)).toBe(id);
});

test("a revocation ends every secret of the key, those in their grace too", async () => {
  const { workspaceId, id, first, rotate } = await newKey();
  await untilHeard();
  const second = await rotate(3_600);
  expect([await keyIdOf(first), await keyIdOf(second)]).toEqual([id, id]);
  await revokeKey(ACTOR, workspaceId, id);
  await vi.waitFor(async () => expect([await keyIdOf(first), await keyIdOf(second)]).toEqual([null, null]), PROMPTLY);
});

test("a revoked key gets no new secret", async () => {
  const { workspaceId, id, rotate } = await newKey();
  await revokeKey(ACTOR, workspaceId, id);
  await expect(rotate(60)).rejects.toMatchObject({ code: "conflict" });
  await expect(changeKey(ACTOR, workspaceId, id, { name: "Other" })).rejects.toMatchObject({ code: "conflict" });
});

test("a rotation never prolongs the grace of an earlier secret, and the list says how long each works", async () => {
  const { workspaceId, id, rotate } = await newKey();
  await rotate(60);
  await rotate(3_600);
  const retiring = async () => (await readKey(workspaceId, id)).retiring.map(({ worksUntil }) => worksUntil.getTime() - Date.now());
  const [first = 0, second = 0] = await retiring();
  expect([first > 0 && first <= 60_000, second > 3_500_000 && second <= 3_600_000]).toEqual([true, true]);
  await revokeKey(ACTOR, workspaceId, id);
  expect(await retiring()).toEqual([]);
});

test("two rotations at once: one secret is the key's, the other's grace has begun", async () => {
  const { workspaceId, id, rotate } = await newKey();
  const secrets = await Promise.all([rotate(3_600), rotate(3_600)]);
  expect(await Promise.all(secrets.map(keyIdOf))).toEqual([id, id]);
  const { rows } = await postgres().query("SELECT FROM retiring_secret WHERE workspace_id = $1", [workspaceId]);
  expect(rows).toHaveLength(2);
});
