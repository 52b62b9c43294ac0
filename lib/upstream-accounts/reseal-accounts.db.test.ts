import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { openCredentials, sealCredentials } from "@/lib/upstream-accounts/credentials";
import { resealAccounts } from "@/lib/upstream-accounts/reseal-accounts";
import { sealingKeyOf } from "@/lib/upstream-accounts/sealing-keys";

const kind = "claude-api";
const key = () => sealingKeyOf(randomBytes(32).toString("base64"));
const [newest, previous, foreign] = [key(), key(), key()];

async function insert(sealedWith: ReturnType<typeof key>): Promise<string> {
  const id = newId();
  await postgres().query("INSERT INTO upstream_account (id, name, kind, settings, credentials) VALUES ($1, $2, $3, '{}', $4)", [
    id,
    `account-${id}`,
    kind,
    sealCredentials({ id, kind }, { secret: `secret of ${id}` }, [sealedWith]),
  ]);
  return id;
}

async function sealed(id: string): Promise<Buffer> {
  const { rows } = await postgres().query<{ credentials: Buffer }>("SELECT credentials FROM upstream_account WHERE id = $1", [id]);
  return rows[0]?.credentials ?? Buffer.alloc(0);
}

test("what the previous key sealed is sealed with the newest, once; what neither opens stays as it is", async () => {
  const [old, young, lost] = [await insert(previous), await insert(newest), await insert(foreign)];
  const before = { young: await sealed(young), lost: await sealed(lost) };
  expect(await resealAccounts([newest, previous])).toBe(1);
  expect(openCredentials({ id: old, kind }, await sealed(old), [newest])).toEqual({ secret: `secret of ${old}` });
  expect({ young: await sealed(young), lost: await sealed(lost) }).toEqual(before);
  expect(await resealAccounts([newest, previous])).toBe(0);
});

test("two workers at once seal each account once, and without a key nothing is touched", async () => {
  const ids = [await insert(previous), await insert(previous), await insert(previous)];
  expect(await resealAccounts([])).toBe(0);
  const counts = await Promise.all([resealAccounts([newest, previous]), resealAccounts([newest, previous])]);
  expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(3);
  for (const id of ids) expect(openCredentials({ id, kind }, await sealed(id), [newest])).toEqual({ secret: `secret of ${id}` });
});
