import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";
import type { ListenConnection } from "@/lib/listen";
import type { PriceBook } from "@/lib/pricing/price-book";

/** Each test file has a database of its own: tests of one file share it and therefore each make their own wallet. */
const templateUrl = inject("templateUrl");
const name = `t_${randomBytes(6).toString("hex")}`;
const admin = new pg.Client({ connectionString: templateUrl.replace(/\/relais_template$/, "/postgres") });
await admin.connect();
await admin.query(`CREATE DATABASE ${name} TEMPLATE relais_template`);
await admin.end();

process.env.DATABASE_URL = templateUrl.replace(/relais_template$/, name);
process.env.NEXTAUTH_SECRET ??= "a test secret that is long enough for the check";
process.env.KEY_PEPPER ??= "a test pepper that is long enough for the check";
process.env.UPSTREAM_CREDENTIALS_KEY ??= "a test passphrase for upstream accounts";
process.env.LOG_LEVEL ??= "silent";

afterAll(async () => {
  const shared = globalThis as {
    relaisPool?: pg.Pool;
    relaisDatabase?: { $disconnect(): Promise<void> };
    relaisListen?: ListenConnection;
    relaisPriceBook?: Promise<PriceBook>;
  };
  (await shared.relaisPriceBook?.catch(() => null))?.close();
  await shared.relaisListen?.close();
  await shared.relaisPool?.end();
  await shared.relaisDatabase?.$disconnect();
});
