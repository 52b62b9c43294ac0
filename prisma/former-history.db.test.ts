import type pg from "pg";
import { expect, test } from "vitest";
import { migrate } from "@/prisma/migrate";
import { applyMigration, readMigrations } from "@/prisma/migrations";
import { describeTables } from "@/prisma/tables";
import { emptyDatabase } from "@/prisma/testing/empty-database";

const LAST = { name: "0046_ledger_refused_lots", checksum: "86aa4371f1bd1ce56f1c02173a37374576b09bd2c8c386ed589ae5d91988aef9" };
/** A database as the former migrations left it: the baseline's tables, the former history, and functions without a record. */
async function formerDatabase(last = LAST): Promise<{ url: string; client: pg.Client }> {
  const made = await emptyDatabase();
  const [baseline] = await readMigrations();
  await applyMigration(made.client, baseline as NonNullable<typeof baseline>);
  const { client } = made;
  await client.query("UPDATE _prisma_migrations SET migration_name = '0001_people', checksum = 'of then'");
  await client.query("INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('last', $1, now(), $2)", [
    last.checksum,
    last.name,
  ]);
  await client.query("CREATE FUNCTION sweep_lots(p_limit integer) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'");
  await client.query("CREATE FUNCTION time_of_id(p_id uuid) RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'");
  await client.query("CREATE FUNCTION of_the_operator() RETURNS integer LANGUAGE sql AS 'SELECT 1'");
  await client.query("INSERT INTO workspace (id, name) VALUES (gen_random_uuid(), 'Test')");
  return made;
}

const functionsOf = async (client: pg.Client) => {
  const { rows } = await client.query<{ name: string }>("SELECT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace");
  return rows.map(({ name }) => name);
};

test("a database that the former migrations made is taken over with its data, by the command that makes a new one", async () => {
  const { url, client } = await formerDatabase();
  const done = await migrate(url);
  expect(done[0]).toBe("took the database over at 0001_baseline");
  expect(done.at(-1)).toMatch(/^dropped the functions .*sweep_lots/);
  const fresh = await emptyDatabase();
  await migrate(fresh.url);
  expect((await functionsOf(client)).sort()).toEqual([...(await functionsOf(fresh.client)), "of_the_operator"].sort());
  await client.query("DROP FUNCTION of_the_operator()");
  expect(await describeTables(client)).toBe(await describeTables(fresh.client));
  expect((await client.query("SELECT name FROM workspace")).rows).toEqual([{ name: "Test" }]);
  expect(await migrate(url)).toEqual([]);
});

test("one whose former migrations were not run to their end is refused with what to do, and nothing is changed", async () => {
  for (const last of [
    { ...LAST, name: "0045_ledger_refused_settles" },
    { ...LAST, checksum: "edited" },
  ]) {
    const { url, client } = await formerDatabase(last);
    await expect(migrate(url)).rejects.toThrow(
      `stands at its migration ${last.name}, not at 0046_ledger_refused_lots. Nothing was changed. Run \`npm run migrate\` of the release before`,
    );
    expect(await functionsOf(client)).toContain("sweep_lots");
    expect((await client.query("SELECT to_regclass('applied_function') AS it, to_regnamespace('graphile_worker') AS queue")).rows).toEqual([
      { it: null, queue: null },
    ]);
  }
});
