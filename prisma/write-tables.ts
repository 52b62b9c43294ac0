// Writes prisma/tables.sql from a database that the migrations have just made.
import { rm, writeFile } from "node:fs/promises";
import pg from "pg";
import { startPostgres } from "@/dev/postgres";
import { temporaryFolder } from "@/dev/temporary-folder";
import { migrate } from "@/prisma/migrate";
import { describeTables, TABLES_FILE } from "@/prisma/tables";

async function main(): Promise<void> {
  const dataFolder = await temporaryFolder("relais-tables-");
  const server = await startPostgres({ dataFolder, isThrowaway: true });
  try {
    await migrate(server.url);
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await writeFile(TABLES_FILE, await describeTables(client));
    await client.end();
  } finally {
    await server.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
