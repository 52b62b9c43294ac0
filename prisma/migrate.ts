import { fileURLToPath } from "node:url";
import { Logger, runMigrations } from "graphile-worker";
import pg from "pg";
import { adopt, isFormer } from "@/prisma/former-history";
import { applyFunctions, readFunctions } from "@/prisma/functions";
import { applyMigration, missingMigrations, readHistory, readMigrations } from "@/prisma/migrations";
import { grantRights } from "@/prisma/rights";
import { ensureRoles } from "@/prisma/roles";

// The lock of Prisma's own engine, so that the two never migrate at once.
const PRISMA_LOCK = 72707369;
const PARTITION_DAYS = 7;

/**
 * Brings a database up to date in one transaction: missing migrations in order, then every changed function, then the rights of the
 * processes. Before that it makes the job queue's own schema, so that a job can be enqueued before the first worker runs. It also makes
 * the login of `processesUrl` if it is missing. Returns what was done, in words. If an applied migration was edited, throws and changes nothing.
 */
export async function migrate(databaseUrl: string, processesUrl?: string): Promise<string[]> {
  const [migrations, functions] = await Promise.all([readMigrations(), readFunctions()]);
  const [baseline] = migrations;
  if (!baseline) throw new Error("There are no migrations in prisma/migrations: run this from the checkout");
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [PRISMA_LOCK]);
    const history = await readHistory(client);
    const isAdopted = isFormer(history, baseline);
    const missing = missingMigrations(isAdopted ? migrations.slice(1) : migrations, history);
    await ensureRoles(client, processesUrl);
    await runMigrations({ connectionString: databaseUrl, logger: new Logger(() => () => undefined) });
    return await inTransaction(client, async () => {
      if (isAdopted) await adopt(client, baseline);
      for (const migration of missing) await applyMigration(client, migration);
      const { applied, dropped } = await applyFunctions(client, functions);
      await client.query("SELECT ensure_usage_partitions($1)", [PARTITION_DAYS]);
      await grantRights(client);
      return [
        ...(isAdopted ? [`took the database over at ${baseline.name}`] : []),
        ...missing.map(({ name }) => `applied ${name}`),
        ...(applied.length ? [`replaced ${applied.length} functions: ${applied.join(", ")}`] : []),
        ...(dropped.length ? [`dropped the functions ${dropped.join(", ")}`] : []),
      ];
    });
  } finally {
    await client.end();
  }
}

async function inTransaction<Result>(client: pg.Client, run: () => Promise<Result>): Promise<Result> {
  await client.query("BEGIN");
  try {
    const result = await run();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const url = process.env.MIGRATION_DATABASE_URL ?? process.env.DATABASE_URL;
  if (!url) throw new Error("Set DATABASE_URL to the database that is to be migrated");
  const done = await migrate(url, process.env.DATABASE_URL);
  for (const each of done) console.log(`Migration: ${each}`);
  if (done.length === 0) console.log("The database is up to date");
}
