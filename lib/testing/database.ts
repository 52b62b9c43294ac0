import { randomBytes } from "node:crypto";
import { appendFileSync } from "node:fs";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { processesUrl } from "@/dev/postgres";
import { repriceDatabase } from "@/dev/reprice";
import type { ListenConnection } from "@/lib/platform/listen-connection";
import type { PriceBook } from "@/lib/pricing/price-book";

/** Each test file has its own database. Tests of one file share it, so each test makes its own wallet. */
const templateUrl = inject("templateUrl");
const name = `t_${randomBytes(6).toString("hex")}`;
const admin = new pg.Client({ connectionString: templateUrl.replace(/\/relais_template$/, "/postgres") });
await admin.connect();
await admin.query(`CREATE DATABASE ${name} TEMPLATE relais_template`);
await admin.end();

const databaseUrl = templateUrl.replace(/relais_template$/, name);
// Connects as the product does, so that a missing right fails here. Tests that tamper on purpose use lib/testing/owner.ts.
process.env.DATABASE_URL = processesUrl(databaseUrl);
process.env.MIGRATION_DATABASE_URL = databaseUrl;

afterAll(async () => {
  const shared = globalThis as {
    relaisPool?: pg.Pool;
    relaisTransactionPool?: pg.Pool;
    relaisDatabase?: { $disconnect(): Promise<void> };
    relaisListen?: ListenConnection;
    relaisPriceBook?: Promise<PriceBook>;
  };
  (await shared.relaisPriceBook?.catch(() => null))?.close();
  await shared.relaisListen?.close();
  await shared.relaisPool?.end();
  await shared.relaisTransactionPool?.end();
  await shared.relaisDatabase?.$disconnect();
  await repriceAll();
});

/** Prices every call of this file's tests again from its row. The run ends with the sum over all files. */
async function repriceAll(): Promise<void> {
  const { faults, ...counts } = await repriceDatabase(databaseUrl);
  appendFileSync(inject("repricedFile"), `${JSON.stringify(counts)}\n`);
  if (faults.length > 0) throw new Error(`Priced again, ${faults.length} rows do not hold:\n${faults.slice(0, 20).join("\n")}`);
}
