import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";

// Relative to the checkout, where every command runs: the bundle of this file is in another folder than its source.
const FOLDER = path.resolve("prisma", "migrations");

const HISTORY = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz,
    migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

export type Migration = { name: string; sql: string; checksum: string };

/** The checksums of the applied migrations, by name. */
export type History = Map<string, string>;

export async function readMigrations(): Promise<Migration[]> {
  const folders = (await readdir(FOLDER, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const names = folders.map((entry) => entry.name).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(path.join(FOLDER, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

export async function readHistory(client: pg.ClientBase): Promise<History> {
  const { rows: there } = await client.query("SELECT FROM pg_class WHERE oid = to_regclass('_prisma_migrations')");
  if (there.length === 0) return new Map();
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    "SELECT migration_name, checksum FROM _prisma_migrations WHERE rolled_back_at IS NULL AND finished_at IS NOT NULL",
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

/** The migrations that the database lacks, in order. Throws if an applied one was edited since. */
export function missingMigrations(migrations: readonly Migration[], history: History): Migration[] {
  for (const { name, checksum } of migrations) {
    if (history.has(name) && history.get(name) !== checksum)
      throw new Error(`Migration ${name} was edited after it was applied. Add a new migration instead.`);
  }
  return migrations.filter(({ name }) => !history.has(name));
}

export async function applyMigration(client: pg.ClientBase, migration: Migration): Promise<void> {
  try {
    await client.query(migration.sql);
  } catch (error) {
    throw new Error(`Migration ${migration.name} failed, and the database is as it was`, { cause: error });
  }
  await record(client, migration);
}

/** Records the migration as applied, in Prisma's format. */
export async function record(client: pg.ClientBase, { name, checksum }: Migration, logs: string | null = null): Promise<void> {
  await client.query(HISTORY);
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count, logs)
     VALUES ($1, $2, now(), $3, 1, $4)`,
    [randomUUID(), checksum, name, logs],
  );
}
