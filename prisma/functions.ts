import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";

const FOLDER = path.resolve("prisma", "functions");
/** Postgres' refusal to replace a function whose result or parameters' names have changed. */
const OTHER_SHAPE = "42P13";

// The hash of the applied file and the hash of Postgres' text of it: so an edit in the database is noticed like an edited file.
const APPLIED = `
  CREATE TABLE IF NOT EXISTS applied_function (name text PRIMARY KEY, file_hash text NOT NULL, database_hash text NOT NULL)`;

export type FunctionFile = { name: string; sql: string; hash: string };

/** A function in the database. It has one signature unless it was overloaded by hand. */
type FunctionThere = { name: string; signatures: string[]; hash: string };

/** The file of each function, prisma/functions/<noun>/<name>.sql. */
export async function readFunctions(): Promise<FunctionFile[]> {
  const files = (await readdir(FOLDER, { recursive: true })).filter((file) => file.endsWith(".sql")).sort();
  return Promise.all(
    files.map(async (file) => {
      const sql = await readFile(path.join(FOLDER, file), "utf8");
      return { name: path.basename(file, ".sql"), sql, hash: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/**
 * Makes the functions of the database equal to the files: applies each whose file or text in the database has changed, and drops applied ones
 * that have no file any more. Call it in a transaction. Returns the names of both.
 */
export async function applyFunctions(
  client: pg.ClientBase,
  files: readonly FunctionFile[],
): Promise<{ applied: string[]; dropped: string[] }> {
  await client.query(APPLIED);
  const before = await functionsThere(client);
  const known = await appliedFunctions(client);
  const changed = files.filter(({ name, hash }) => {
    const there = before.get(name);
    return known.get(name)?.fileHash !== hash || known.get(name)?.databaseHash !== there?.hash || there?.signatures.length !== 1;
  });
  const dropped = [...known.keys()].filter((name) => !files.some((file) => file.name === name));
  for (const name of dropped) await drop(client, before.get(name)?.signatures ?? []);
  // Twice: functions may call each other, so their bodies are checked only once all of them exist.
  for (const isChecked of [false, true]) {
    await client.query(`SET LOCAL check_function_bodies = ${isChecked}`);
    for (const file of changed) await create(client, file, before.get(file.name)?.signatures ?? []);
  }
  await dropOverloads(client, changed, before);
  await note(client, changed, dropped);
  return { applied: changed.map(({ name }) => name), dropped };
}

/** The functions of the schema by name, without those of extensions. */
export async function functionsThere(client: pg.ClientBase): Promise<Map<string, FunctionThere>> {
  const { rows } = await client.query<FunctionThere>(`
    SELECT p.proname AS name, array_agg(p.oid::regprocedure::text) AS signatures,
      encode(sha256(string_agg(pg_get_functiondef(p.oid), '' ORDER BY p.oid)::bytea), 'hex') AS hash
    FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
      AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = p.oid AND e.deptype = 'e')
    GROUP BY p.proname`);
  return new Map(rows.map((row) => [row.name, row]));
}

export async function appliedFunctions(client: pg.ClientBase): Promise<Map<string, { fileHash: string; databaseHash: string }>> {
  const { rows } = await client.query<{ name: string; fileHash: string; databaseHash: string }>(
    `SELECT name, file_hash AS "fileHash", database_hash AS "databaseHash" FROM applied_function`,
  );
  return new Map(rows.map((row) => [row.name, row]));
}

/** Records functions that were made in another way as applied, so that those without a file are dropped. */
export async function noteUnknown(client: pg.ClientBase, names: readonly string[]): Promise<void> {
  await client.query(APPLIED);
  await client.query("INSERT INTO applied_function SELECT unnest($1::text[]), '', '' ON CONFLICT DO NOTHING", [names]);
}

async function create(client: pg.ClientBase, { name, sql }: FunctionFile, before: readonly string[]): Promise<void> {
  // With several overloads it is unclear which one the file replaces.
  if (before.length > 1) await drop(client, before);
  await client.query("SAVEPOINT before_function");
  try {
    await client.query(sql).catch(async (error) => {
      if (!(error instanceof pg.DatabaseError) || error.code !== OTHER_SHAPE) throw error;
      await client.query("ROLLBACK TO before_function");
      await drop(client, before);
      await client.query(sql);
    });
  } catch (error) {
    throw new Error(`The function ${name} could not be applied, and the database is as it was`, { cause: error });
  }
}

/** To Postgres a function with other parameters is another function: the old one would stay beside it. */
async function dropOverloads(client: pg.ClientBase, changed: readonly FunctionFile[], before: Map<string, FunctionThere>): Promise<void> {
  const after = await functionsThere(client);
  for (const { name } of changed) {
    const signatures = after.get(name)?.signatures ?? [];
    if (signatures.length === 0) throw new Error(`The file of the function ${name} makes none of that name`);
    if (signatures.length > 1) await drop(client, before.get(name)?.signatures ?? []);
  }
}

async function drop(client: pg.ClientBase, signatures: readonly string[]): Promise<void> {
  for (const signature of signatures) await client.query(`DROP FUNCTION IF EXISTS ${signature}`);
}

async function note(client: pg.ClientBase, changed: readonly FunctionFile[], dropped: readonly string[]): Promise<void> {
  const there = await functionsThere(client);
  await client.query("DELETE FROM applied_function WHERE name = ANY ($1)", [[...dropped, ...changed.map(({ name }) => name)]]);
  await client.query("INSERT INTO applied_function SELECT * FROM unnest($1::text[], $2::text[], $3::text[])", [
    changed.map(({ name }) => name),
    changed.map(({ hash }) => hash),
    changed.map(({ name }) => there.get(name)?.hash),
  ]);
}
