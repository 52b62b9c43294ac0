import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ownerConnection } from "@/lib/testing/owner";
import { applyFunctions, type FunctionFile, functionsThere, readFunctions } from "@/prisma/functions";

let owner: pg.Client;
beforeEach(async () => {
  owner = await ownerConnection();
  await owner.query("BEGIN");
});
afterEach(() => owner.end());

const hashes = async () => new Map([...(await functionsThere(owner))].map(([name, { hash }]) => [name, hash]));
const fileOf = (name: string, sql: string): FunctionFile => ({ name, sql, hash: sql });
const noticed = (there: FunctionFile[]) => applyFunctions(owner, there);

test("every function of a migrated database is one file, and every file is a function", async () => {
  const files = await readFunctions();
  expect([...(await functionsThere(owner)).keys()].sort()).toEqual(files.map(({ name }) => name).sort());
  expect(files.length).toBeGreaterThan(40);
});

test("each function equals its file: applying it again changes nothing", async () => {
  const before = await hashes();
  await owner.query("SET LOCAL check_function_bodies = off");
  for (const { sql } of await readFunctions()) await owner.query(sql);
  expect(await hashes()).toEqual(before);
});

test("a migrated database has nothing to apply", async () => {
  expect(await noticed(await readFunctions())).toEqual({ applied: [], dropped: [] });
});

test("a function that was edited, overloaded or dropped in the database is noticed and restored from its file", async () => {
  const files = await readFunctions();
  const before = await hashes();
  const edits = [
    "CREATE OR REPLACE FUNCTION time_of_id(p_id uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT now()'",
    "ALTER FUNCTION ensure_usage_partitions(integer) SECURITY INVOKER",
    "CREATE FUNCTION key_spend(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "DROP FUNCTION burn_lots(uuid)",
  ];
  for (const edit of edits) {
    await owner.query(edit);
    expect((await noticed(files)).applied).toEqual([/(?:FUNCTION )(\w+)/.exec(edit)?.[1]]);
    expect(await hashes()).toEqual(before);
  }
});

test("a changed file is applied: another text, another result, other parameters", async () => {
  const files = await readFunctions();
  const texts = [
    "CREATE OR REPLACE FUNCTION answer() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION answer() RETURNS integer LANGUAGE sql AS 'SELECT 2'",
    "CREATE OR REPLACE FUNCTION answer() RETURNS text LANGUAGE sql AS 'SELECT ''3'''",
    "CREATE OR REPLACE FUNCTION answer(p_more integer DEFAULT 4) RETURNS text LANGUAGE sql AS 'SELECT p_more::text'",
  ];
  for (const [n, text] of texts.entries()) {
    expect(await noticed([...files, fileOf("answer", text)])).toEqual({ applied: ["answer"], dropped: [] });
    const { rows } = await owner.query("SELECT answer()::integer AS answer");
    expect(rows).toEqual([{ answer: n + 1 }]);
    expect((await functionsThere(owner)).get("answer")?.signatures).toHaveLength(1);
  }
});

test("a function whose file is gone is dropped, and one that never had a file is left alone", async () => {
  const files = await readFunctions();
  await owner.query("CREATE FUNCTION of_the_operator() RETURNS integer LANGUAGE sql AS 'SELECT 1'");
  await noticed([...files, fileOf("answer", "CREATE OR REPLACE FUNCTION answer() RETURNS integer LANGUAGE sql AS 'SELECT 1'")]);
  expect(await noticed(files)).toEqual({ applied: [], dropped: ["answer"] });
  const there = await functionsThere(owner);
  expect([there.has("answer"), there.has("of_the_operator")]).toEqual([false, true]);
});

test("a text that Postgres cannot read, or that calls what is not there, is refused by the name of its file", async () => {
  const files = await readFunctions();
  const broken = [
    "CREATE OR REPLACE FUNCTION broken() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1'",
    "CREATE OR REPLACE FUNCTION broken() RETURNS integer LANGUAGE sql AS 'SELECT not_there()'",
    "CREATE OR REPLACE FUNCTION of_another_name() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
  ];
  for (const text of broken) {
    await owner.query("SAVEPOINT before");
    await expect(noticed([...files, fileOf("broken", text)])).rejects.toThrow("function broken");
    await owner.query("ROLLBACK TO before");
  }
});
