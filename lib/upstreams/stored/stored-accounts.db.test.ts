import { afterAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { sealCredentials } from "@/lib/upstream-accounts/credentials";
import { openStoredPool } from "@/lib/upstreams/stored/stored-accounts";

const { pool, close } = await openStoredPool("test");
afterAll(close);

const names = () => pool.all().map(({ name, isDraining }) => `${name}${isDraining ? " drains" : ""}`);
const eventually = (expected: string[]) => expect.poll(names, { interval: 20 }).toEqual(expected);

async function store(name: string): Promise<void> {
  const [id, kind] = [newId(), "claude-api" as const];
  const credentials = sealCredentials({ id, kind }, { secret: `sk-${name}` });
  await postgres().query("INSERT INTO upstream_account (id, name, kind, settings, credentials) VALUES ($1, $2, $3, '{}', $4)", [
    id,
    name,
    kind,
    credentials,
  ]);
}

test("stored upstream accounts replace the one of the environment, and each change reaches a running process", async () => {
  expect(names()).toEqual(["claude-api"]);
  await store("north");
  await eventually(["north"]);
  await store("south");
  await eventually(["north", "south"]);
  await postgres().query("UPDATE upstream_account SET state = 'draining' WHERE name = 'north'");
  await eventually(["north drains", "south"]);
  await postgres().query("UPDATE upstream_account SET state = 'disabled' WHERE name = 'north'");
  await eventually(["south"]);
});

test("when every stored account is disabled nothing is served: the environment's account does not step in", async () => {
  await postgres().query("UPDATE upstream_account SET state = 'disabled'");
  await eventually([]);
  expect(pool.serves("claude-opus-5")).toBe(false);
  await postgres().query("DELETE FROM upstream_account");
  await eventually(["claude-api"]);
});
