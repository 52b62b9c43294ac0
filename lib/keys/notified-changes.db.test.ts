import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { changeKey } from "@/lib/keys/change-key";
import { createKey } from "@/lib/keys/create-key";
import { revokeAllKeys, revokeKey } from "@/lib/keys/revoke-key";
import { rotateKey } from "@/lib/keys/rotate-key";
import { newWorkspace } from "@/lib/keys/testing/people";
import { startAuthenticating } from "@/lib/keys/testing/second-process";
import { inTransaction, postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";
import { PROCESSES_ROLE } from "@/prisma/rights";

type TestKey = { workspaceId: string; userId: string; keyId: string };
/** `knows` is what another process knows of the first secret after the change. */
type Verb = { name: string; by: string; run: (key: TestKey) => Promise<unknown>; knows: object | null };

const VERBS: Verb[] = [
  {
    name: "a new name",
    by: "change_api_key",
    run: ({ workspaceId, keyId }) => changeKey(SYSTEM_ACTOR, workspaceId, keyId, { name: "New" }),
    knows: { keyName: "New" },
  },
  {
    name: "a limit",
    by: "change_api_key",
    run: ({ workspaceId, keyId }) => changeKey(SYSTEM_ACTOR, workspaceId, keyId, { limits: { requestsPerMinute: 7 } }),
    knows: { limits: { requestsPerMinute: 7 } },
  },
  {
    name: "a rotation without grace",
    by: "rotate_api_key",
    run: ({ workspaceId, keyId }) => rotateKey(SYSTEM_ACTOR, workspaceId, keyId, 0),
    knows: null,
  },
  {
    name: "a second rotation, which ends the grace of the first",
    by: "rotate_api_key",
    run: async ({ workspaceId, keyId }) => {
      await rotateKey(SYSTEM_ACTOR, workspaceId, keyId, 3_600);
      await rotateKey(SYSTEM_ACTOR, workspaceId, keyId, 0);
    },
    knows: null,
  },
  {
    name: "a revocation",
    by: "revoke_api_keys",
    run: ({ workspaceId, keyId }) => revokeKey(SYSTEM_ACTOR, workspaceId, keyId),
    knows: null,
  },
  {
    name: "a revocation after a rotation with grace",
    by: "revoke_api_keys",
    run: async ({ workspaceId, keyId }) => {
      await rotateKey(SYSTEM_ACTOR, workspaceId, keyId, 3_600);
      await revokeKey(SYSTEM_ACTOR, workspaceId, keyId);
    },
    knows: null,
  },
  {
    name: "the end of all keys of a workspace",
    by: "revoke_api_keys",
    run: ({ workspaceId }) => inTransaction((on) => revokeAllKeys(on, SYSTEM_ACTOR, workspaceId)),
    knows: null,
  },
  {
    name: "the end of all keys that a person made",
    by: "revoke_api_keys",
    run: ({ workspaceId, userId }) => inTransaction((on) => revokeAllKeys(on, SYSTEM_ACTOR, workspaceId, userId)),
    knows: null,
  },
];

describe("another process", () => {
  let other: ReturnType<typeof startAuthenticating>;
  beforeAll(() => {
    other = startAuthenticating();
  });
  afterAll(() => other.stop());

  test.each(VERBS)("drops the key from its memory after $name", async ({ run, knows }) => {
    const { workspaceId, userId } = await newWorkspace();
    const made = await createKey({ userId }, workspaceId, { name: "Old" });
    if (made.kind !== "created") throw new Error(made.kind);
    const known = { caller: { keyId: made.key.id, keyName: "Old" }, isListening: true };
    // The second answer comes from its memory, where it would stay for thirty seconds.
    await vi.waitFor(async () => expect(await other.askCaller(made.secret)).toMatchObject(known), { timeout: 20_000 });
    expect(await other.askCaller(made.secret)).toMatchObject(known);
    await run({ workspaceId, userId, keyId: made.key.id });
    const { caller } = await vi.waitFor(
      async () => {
        const answer = await other.askCaller(made.secret);
        if (knows === null) expect(answer.caller).toBeNull();
        else expect(answer.caller).toMatchObject(knows);
        return answer;
      },
      { timeout: 5_000, interval: 10 },
    );
    if (knows !== null) expect(caller?.keyId).toBe(made.key.id);
  });
});

test("no verb can forget it: what is cached of a key is written by functions only, and each of them notifies", async () => {
  const { rows: open } = await asOwner<{ it: string }>(
    `SELECT a.attrelid::regclass || '.' || a.attname AS it FROM pg_attribute a
     WHERE a.attrelid IN ('api_key'::regclass, 'retiring_secret'::regclass) AND a.attnum > 0
       AND has_column_privilege('${PROCESSES_ROLE}', a.attrelid, a.attnum, 'UPDATE')`,
  );
  expect(open.map(({ it }) => it)).toEqual(["api_key.last_used_at"]);
  for (const statement of ["DELETE FROM api_key", "DELETE FROM retiring_secret"])
    await expect(postgres().query(statement)).rejects.toThrow("permission denied");
  const { rows } = await asOwner<{ name: string; source: string }>(
    "SELECT proname AS name, prosrc AS source FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
  );
  const writers = rows.filter(({ source }) =>
    /\b(update|insert\s+into|delete\s+from|merge\s+into)\s+(api_key|retiring_secret)\b/i.test(source),
  );
  expect(writers.map(({ name }) => name).sort()).toEqual([...new Set(VERBS.map(({ by }) => by))].sort());
  for (const { name, source } of writers) expect([name, source]).toEqual([name, expect.stringContaining("PERFORM notify_api_keys(")]);
});
